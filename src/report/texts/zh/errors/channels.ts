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
};
