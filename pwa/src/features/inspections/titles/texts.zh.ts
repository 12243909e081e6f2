/** Page titles only: they are known before a page is loaded, so they are part of the first route. */
export default {
  form: '现场质量督导',
  all: '督导表总览',
  head: '表头与鉴定情况',
  examiners: '考评员评价',
  paper: '纸质补录',
  preview: '预览',
  sign: '签名',
}
