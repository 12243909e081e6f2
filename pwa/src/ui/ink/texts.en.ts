export default {
  back: 'Back',
  locks: 'After signing the content is locked',
  pad: 'Signature pad, {name}',
  hint: 'Write the name above the dashed line',
  littleInk: 'Too little ink. Sign again',
  clear: 'Clear',
  undo: 'Undo stroke',
  confirm: 'Confirm signature',
}
