export default {
  papers: '试卷',
  scan: '扫码',
  handover: '试卷交接',
  qr: '离线交接',
  store: '过夜保管',
  open: '拆封',
  count: '发卷清点',
  collect: '收卷清点',
  seal: '封装',
  pack: '一袋的经过',
}
