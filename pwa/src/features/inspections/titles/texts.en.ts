export default {
  form: 'On-site quality supervision',
  all: 'Form overview',
  head: 'Header and figures',
  examiners: 'Examiner ratings',
  paper: 'Enter from paper',
  preview: 'Preview',
  sign: 'Signature',
}
