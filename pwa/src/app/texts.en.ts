export default {
  'title.today': 'Today',
  'title.forms': 'Form',
  'title.report': 'Report',
  'lost.title': 'No such page',
  'lost.head': 'This address was not found',
  'lost.text': 'The address may be incomplete. Go back to Today and continue from there.',
  'lost.home': 'Back to Today',
  demo: '演示 Demo',
}
