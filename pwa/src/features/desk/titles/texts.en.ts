export default {
  forms: 'Supervision forms',
  form: 'One supervision form',
  dispatch: 'Dispatches',
  dispatchOne: 'One dispatch',
  badges: 'Badges',
  badgesOne: 'Badges and gates',
  held: 'Records to look at',
  people: 'People and accounts',
  calendar: 'Working days',
  audit: 'Audit log',
}
