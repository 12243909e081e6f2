/** Quick phrases (常用语): defaults per item in official style, own ones kept for their person on this phone (U-3). */

import { shallowRef, watch } from 'vue'

import { keepOwn, readOwn } from '@/core/own'
import { unlocked } from '@/core/status'

/** Shown for every item, after its own. */
const ALWAYS = ['当场提醒已改', '已告知主考']

export const PHRASES: Readonly<Record<number, readonly string[]>> = {
  1: ['未张贴考场分布图', '未张贴违纪处罚规定', '考试时间表与实际不符', '张贴位置在警戒线以内'],
  2: ['未设警戒线', '警戒线无专人值守', '无关人员进入考场区域', '出入口未封闭'],
  3: ['未设候考室', '未设抽考室', '安全通道被占用', '功能室未作标识'],
  4: ['监考员人数不足', '未配备巡视人员', '考务工作人员资质未查验', '现场负责人临时更换'],
  5: ['未召开考务会', '部分考务人员未参加考务会', '分工不明确', '会后由主考补训'],
  6: ['未签回避声明', '培训教师参与考务', '考评员与考生有回避关系', '已更换有关人员'],
  7: ['未制订预案', '预案无应急联系人', '预案未覆盖停电、停网', '人员不熟悉预案'],
  8: ['座位间距不足80厘米', '未做到单人单桌单行', '照明设施不完好', '监控设备有盲区'],
  9: ['监考员未佩戴证卡', '未按时到主考室开考务会', '试卷领取未签字', '试卷传递无人陪同'],
  10: ['考生入场时间晚于规定', '监控设备未按时开启', '监控时间与实际不符', '考生提前入场'],
  11: ['未逐一核对准考证', '未核对有效身份证件', '座号与考生不符', '缺座号'],
  12: ['考生手机未存放', '未设非考试物品存放处', '存放处无人登记', '已登记保管'],
  13: ['未宣读考生须知', '未宣读违纪处罚规定', '宣读不完整', '宣读时部分考生未到场'],
  14: ['未向考生展示封装情况', '拆封早于规定时间', '未当场清点份数', '清点份数与袋面不符'],
  15: ['未在结束前15分钟提醒', '提醒时间不准确', '部分考场未提醒', '监考员已确认'],
  16: ['未当场封装', '回收份数与发放不符', '封条未签字', '考生离场前未清点'],
  17: ['监考员使用手机', '监考员离岗', '监考员闲谈', '监考员做无关事情'],
  18: ['个别考生交头接耳', '考场秩序一般', '有考生违纪，已记录', '考场内有喧哗'],
  19: ['设备数量不足', '未按备料单备料', '工位布置不合理', '设备未调试'],
  20: ['未安装监控设备', '监控设备未按时启用', '监控未覆盖全部工位', '监控存储异常'],
  21: ['考务人员未佩戴证卡', '考务人员使用手机', '考务人员脱岗', '已补戴证卡'],
  22: ['未宣读考场规则', '未强调安全文明操作', '未查验身份证件', '考生未准时进出'],
  23: ['试卷交接未签字', '勘误信息未反馈', '考试结果未备份', '考生照片未采集'],
  24: ['答辩程序不完整', '答辩记录不全', '答辩时间不足', '答辩评委不足'],
  25: ['个别考生违规操作', '考场秩序一般', '有考生违纪，已记录', '工位未及时清理'],
  26: ['试卷与派遣表不符', '试卷袋标签不清', '份数与派遣表不符', '未使用指定试卷'],
  27: ['印刷不清晰', '个别试卷缺页', '机考电脑有残留文件', '已更换试卷'],
  28: ['试题有差错', '内容不完整', '机考试题未完整安装', '已登记勘误'],
  29: ['无', '建议统一计量单位写法', '建议核对备料清单', '建议增加图示'],
  30: ['考评员与派遣表不符', '考评员临时更换', '考评员资质过期', '已报中心确认'],
  31: ['考评员未佩戴证卡', '考评员迟到', '考评员早退', '工作作风不严谨'],
  32: ['考评员未参加考务会', '未查验设备设施', '查验记录不完整', '查验后未签字'],
  33: ['未独立评分', '评分记录未签名', '未逐项评分', '未按流程履职'],
  35: ['抽查人数不足', '个别考生资格材料不全', '抽查考生身份不符', '抽查均符合'],
  36: ['试卷保管场所不符合要求', '交接记录不完整', '传送途中无人陪同', '过夜保管无见证人'],
  37: ['未全程督考', '证卡未佩戴', '中途离开考点', '已按要求履职'],
  38: ['无', '建议加强监考员培训', '建议增设巡视人员', '建议完善应急预案'],
}

/** Where they lay before they belonged to a person: in clear, for everybody on this phone. */
const OLD_KEY = 'dukao.phrases'
const NAME = 'phrases'
const OWN_MOST = 24

type Own = Record<string, string[]>

/** Of the person whose slot is open; nobody else on the phone sees them. */
const own = shallowRef<Own>({})

/** What an older version left behind goes to the first who opens a form; null when there is nothing. */
function left(): Own | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(OLD_KEY) ?? 'null')
    if (!stored || typeof stored !== 'object') return null
    const rows = Object.entries(stored as Record<string, unknown>)
    return Object.fromEntries(
      rows.map(([no, list]) => [no, Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []]),
    )
  } catch {
    return null
  }
}

function forgetLeft(): void {
  try {
    localStorage.removeItem(OLD_KEY)
  } catch {
    // A browser that refuses localStorage kept nothing there either.
  }
}

async function read(): Promise<void> {
  const slot = unlocked.value
  own.value = {}
  if (!slot) return
  const kept = (await readOwn<Own>(NAME)) ?? {}
  const old = left()
  const all = old ? { ...old, ...kept } : kept
  if (slot !== unlocked.value) return
  own.value = all
  if (old) await keepOwn(NAME, all)
  forgetLeft()
}

let reading = Promise.resolve()
watch(unlocked, () => (reading = read().catch(() => undefined)), { immediate: true, flush: 'sync' })

/** On screen at once; on a phone that cannot keep it, for this visit (the strip says so). */
async function change(no: number, update: (list: string[]) => string[]): Promise<void> {
  const slot = unlocked.value
  await reading
  if (!slot || slot !== unlocked.value) return
  own.value = { ...own.value, [no]: update(own.value[no] ?? []) }
  await keepOwn(NAME, own.value).catch(() => undefined)
}

export function phrasesFor(no: number): { text: string; own: boolean }[] {
  const mine = (own.value[no] ?? []).map((text) => ({ text, own: true }))
  const given = no === 29 || no === 38 ? [] : ALWAYS
  const official = [...(PHRASES[no] ?? []), ...given].map((text) => ({ text, own: false }))
  return [...mine, ...official.filter((one) => !mine.some((other) => other.text === one.text))]
}

export async function saveOwn(no: number, text: string): Promise<boolean> {
  await reading
  const clean = text.trim().slice(0, 100)
  if (!clean || phrasesFor(no).some((one) => one.text === clean)) return false
  await change(no, (list) => [clean, ...list].slice(0, OWN_MOST))
  return true
}

export function forgetOwn(no: number, text: string): Promise<void> {
  return change(no, (list) => list.filter((one) => one !== text))
}

const ENDS = '。；，、！？.;,!?\n'

/** A phrase counts as used where it is a clause of its own, never as part of somebody's sentence. */
export function hasPhrase(remark: string, phrase: string): boolean {
  return remark.split(/[，；。\n]/).some((clause) => clause.trim() === phrase)
}

/** Adds a phrase to a remark with the mark it needs, or takes its clause out again. */
export function togglePhrase(remark: string, phrase: string): string {
  if (hasPhrase(remark, phrase)) {
    const clauses = remark.split(/(?<mark>[，；。\n])/)
    const at = clauses.findIndex((clause) => clause.trim() === phrase)
    clauses.splice(at === 0 ? 0 : at - 1, 2)
    return clauses.join('')
  }
  const start = remark.trimEnd()
  if (!start) return phrase
  return start + (ENDS.includes(start.slice(-1)) ? '' : '，') + phrase
}
