export default {
  close: 'Close',
  torch: 'Torch',
  shoot: 'Take a photo',
  file: 'From files',
  done: 'Done',
  doneN: 'Done, {n} photos',
  keptN: '{n} photos saved',
  noCamera: 'The camera cannot be opened here. Allow it in the browser settings, or choose a file.',
  notKept: 'This photo was not saved. Take it again; if it fails again, look at the storage in the upload page.',
}
