export default {
  close: '关闭',
  torch: '补光灯',
  shoot: '拍一张',
  file: '相册',
  done: '完成',
  doneN: '完成 {n} 张',
  keptN: '已存 {n} 张',
  noCamera: '这里打不开相机。请在浏览器设置里允许相机，或从相册选。',
  notKept: '这张照片没有存住。请再拍一张；仍不行，看“上传情况”里的存储空间。',
}
