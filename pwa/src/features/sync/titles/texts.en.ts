export default { sync: 'Uploads' }
