export default { sync: '上传情况' }
