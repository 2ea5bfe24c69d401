import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about channels that send by providers, receipts, opt-outs and coupon codes. */
export const channels: MessageCatalogue = {
  '{}: two channels are called "{}"': '{1}：有两个渠道叫“{2}”',
  '{} must begin with https://, since messages name persons':
    '{1} 必须以 https:// 开头，因为消息里有个人信息',
  '{} must not hold a user or a password, since configurations are shared and logged':
    '{1} 里不能有用户名或密码，因为配置会被共享并写入日志',
  '{} is a private address: where the receiver stands in your own network, write allowPrivate: true':
    '{1} 是内网地址：如果接收方就在自己的网络里，请写 `allowPrivate: true`',
  '{} must be a text in which a variable is written {{name}}, got {}':
    '{1} 必须是文本，其中变量写作 `{{name}}`，得到的是 {2:words}',
  '{} must be what JSON can hold, got {}': '{1} 必须是 JSON 能表示的值，得到的是 {2:words}',
  'there is no channel "{}" among those of the configuration: {}': '配置里没有渠道“{1}”，有的是：{2}',
  '{} holds no private key for {}: give the PEM of the key as the provider gave it':
    '{1} 里没有可用于 {2} 的私钥：请原样给出服务商提供的 PEM',
  '{} has fewer than {} letters: it could be guessed': '{1} 少于 {2} 个字符：可能被猜到',
  '{}.channels[{}].secrets is empty: anybody could say what became of messages':
    '{1}.channels[{2}].secrets 为空：任何人都可以谎报消息的结果',
  '{}.channels[{}].url is missing: Twilio signs the address':
    '缺少 {1}.channels[{2}].url：Twilio 会对地址签名',
  'inbound needs a state to keep receipts and opt-outs in: give state':
    '`inbound` 需要一个状态来保存回执和退订：请给出 `state`',
  '{}.optOutUrl needs the key of the state, under which links are signed: name the key file':
    '{1}.optOutUrl 需要用状态的密钥给链接签名：请指定密钥文件',
  '{}: give either from or messagingServiceSid': '{1}：请给出 from 或 messagingServiceSid 之一',
  'serviceAccount holds no JSON: give the key file of the service account':
    'serviceAccount 里不是 JSON：请给出服务账号的密钥文件',
  '{} holds other messages: another state writes there, name another folder':
    '{1} 里是别的消息：有另一个状态也写到那里，请换一个目录',
  '{} is no manifest of an audience: restore or remove it': '{1} 不是人群文件的清单：请恢复或删除它',
  'delivery.files is in an object store: say in which form, as delivery.filesFormat: csv':
    'delivery.files 在对象存储里：请说明文件格式，例如 `delivery.filesFormat: csv`',
  'codes[{}] is no code: it is empty, or has blanks around it': 'codes[{1}] 不是券码：为空，或前后有空白',
  'the source of coupon codes of the pool "{}" answered HTTP {} without a list of codes':
    '券池“{1}”的券码接口回答 HTTP {2}，没有给出券码列表',
  '{} has several columns: write one code a line, and nothing else': '{1} 有多列：请每行只写一个券码',
  '{} holds no code': '{1} 里没有券码',
};
