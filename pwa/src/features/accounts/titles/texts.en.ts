export default {
  start: 'First use',
  unlock: 'Unlock',
  signin: 'Sign in',
  notice: 'How your data are used',
  me: 'Me',
  messages: 'Messages',
  pin: 'Change PIN',
  devices: 'My phones',
  account: 'My account',
}
