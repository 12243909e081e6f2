export default {
  gate: '门岗',
  people: '在场与未到',
  spot: '抽查证卡',
  paper: '门岗名单补录',
  own: '我的证卡',
}
