/** Page titles only: they are known before a page is loaded, so they are part of the first route. */
export default {
  check: '出发前体检',
  brief: '督前一页',
}
