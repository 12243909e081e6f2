export default {
  'title.today': '今日',
  'title.forms': '督导表',
  'title.report': '上报',
  'lost.title': '没有这一页',
  'lost.head': '没有找到这个网址',
  'lost.text': '网址可能不完整。可以回到今日，从那里继续。',
  'lost.home': '回到今日',
  demo: '演示',
} as const
