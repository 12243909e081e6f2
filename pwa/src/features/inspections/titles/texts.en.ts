export default {
  form: 'On-site quality supervision',
  all: 'Form overview',
  head: 'Header and figures',
  examiners: 'Examiner ratings',
  preview: 'Preview',
  sign: 'Signature',
}
