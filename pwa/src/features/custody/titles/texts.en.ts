export default {
  papers: 'Papers',
  scan: 'Scan',
  handover: 'Handover',
  qr: 'Offline handover',
  store: 'Overnight',
  open: 'Opening',
  count: 'Issue',
  collect: 'Collection',
  seal: 'Sealing',
  pack: 'One pack',
}
