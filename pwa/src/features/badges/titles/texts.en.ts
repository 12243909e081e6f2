export default {
  gate: 'Gate',
  people: 'Inside and missing',
  spot: 'Spot check',
  paper: 'Paper list of a gate',
  own: 'My badge',
}
