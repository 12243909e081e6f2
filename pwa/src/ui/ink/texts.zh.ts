export default {
  back: '返回',
  locks: '签名后内容锁定',
  pad: '手写签名板，{name}',
  hint: '请在虚线上方手写姓名',
  littleInk: '笔迹太少，请重新签名',
  clear: '清除',
  undo: '撤一笔',
  confirm: '确认签名',
}
