export default {
  gate: '门岗',
  people: '在场与未到',
  own: '我的证卡',
}
