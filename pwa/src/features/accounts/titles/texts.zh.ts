/** Page titles only: they are known before a page is loaded, so they are part of the first route. */
export default {
  start: '首次使用',
  unlock: '解锁',
  signin: '登录',
  notice: '个人信息处理告知',
  me: '我的',
  messages: '消息',
  pin: '更换 PIN',
  devices: '我的手机',
  account: '我的账号',
}
