export default {
  gate: '门岗',
  people: '在场与未到',
}
