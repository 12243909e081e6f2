/** Page titles only: they are known before a page is loaded, so they are part of the first route. */
export default {
  forms: '督导情况表',
  form: '督导情况表详情',
  dispatch: '派遣',
  dispatchOne: '派遣详情',
  papers: '试卷',
  papersOne: '试卷交接',
  papersPack: '一袋的经过',
  badges: '证卡',
  badgesOne: '证卡与门岗',
  held: '待处理记录',
  people: '人员与账号',
  calendar: '工作日历',
  audit: '审计日志',
}
