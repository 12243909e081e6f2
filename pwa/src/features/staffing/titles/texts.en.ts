export default {
  check: 'Check before leaving',
  brief: 'Brief',
}
