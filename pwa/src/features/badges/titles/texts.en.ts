export default {
  gate: 'Gate',
  people: 'Inside and missing',
  own: 'My badge',
}
