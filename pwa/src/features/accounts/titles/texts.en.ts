export default {
  start: 'First use',
  unlock: 'Unlock',
  signin: 'Sign in',
  me: 'Me',
  pin: 'Change PIN',
  devices: 'My phones',
  account: 'My account',
}
