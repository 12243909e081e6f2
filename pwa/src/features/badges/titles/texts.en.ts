export default {
  gate: 'Gate',
  people: 'Inside and missing',
  spot: 'Spot check',
  own: 'My badge',
}
