import type { Meaning } from '../records.js';
import type { Word } from './words.js';

const person =
  '(user|customer|cust|member|client|account|acct|buyer|shopper|visitor|player|subscriber|student|patient|guest|person|contact|household|donor|passenger|driver|tenant|workspace|profile|actor|learner|viewer|listener|reader|rider|kunde|kunden|cliente|client|utilisateur|usuario|nutzer|spieler|mitglied)';
const ofId = '(id|uuid|guid|no|nr|num|number|code|key|ref)';
const chinesePerson =
  '(用户|会员|客户|顾客|买家|玩家|账号|账户|学员|学生|访客|粉丝|人员|持卡人|消费者|下单人|手机用户)';

/** Words in the names of columns, by what the column is. English names are in words apart and lower case. */
export const columnWords: Readonly<Record<Meaning, readonly Word[]>> = {
  user: [
    [new RegExp(`^(login |end |app |my |crm )?${person} ?${ofId}$`), 1],
    [/^(uid|uuid user|openid|open id|unionid|union id|distinct id|msisdn|mid|userid|custid|customerid)$/, 1],
    [/^(anonymous id|user pseudo id|device id|client pseudo id|cookie id|visitor id)$/, 0.75],
    [new RegExp(`^${person}$`), 0.85],
    [new RegExp(`\\b${person} ?${ofId}\\b`), 0.8],
    [new RegExp(`^${person} (name|login|email|mail|phone)$`), 0.5],
    [/^(email|e mail|mail|phone|mobile|tel|telephone|username|login|nick)( (address|number|no))?$/, 0.5],
    [new RegExp(`^${chinesePerson} ?(的)?(编号|编码|id|号|号码|唯一标识|标识|代码)$`), 1],
    [new RegExp(`^${chinesePerson}$`), 0.9],
    [/^(手机号|手机号码|电话|手机|邮箱|身份证号?|买家会员名|用户名|会员名)$/, 0.6],
  ],
  time: [
    [/^(event |action |activity |log )?(time ?stamp|date ?time|time|ts)( (utc|local|ms|us|s|millis))?$/, 1],
    [
      /^(event|action|activity|occurred|happened|order|purchase|purchased|transaction|trans|invoice|pay|payment|paid|visit|session|login|sale|sales|client|server|visited|play|start)( (at|on|date|time|timestamp|datetime|ts|day))+$/,
      0.95,
    ],
    [
      /^(created|occurred|happened|triggered|logged|posted|completed|placed)( (at|on|time|date|timestamp))?$/,
      0.9,
    ],
    [/^(date|day|dt|event date|datum|when|fecha|date and time)$/, 0.85],
    [/^(original timestamp|create ?time|create ?date|gmt create|ctime|event happened)$/, 0.85],
    [
      /^(sent|received|updated|modified|processed|ingested|uploaded|loaded|inserted|synced|server upload|client upload|server received)( (at|on|time|date|timestamp))?$/,
      0.4,
    ],
    [/(time|date|timestamp)$/, 0.45],
    [
      /^(事件|发生|行为|操作|下单|支付|付款|成交|交易|订单|消费|购买|创建|访问|登录|登陆|订单创建|订单付款|触发|日志|上报)?(时间|日期|时刻|时间戳|时点)$/,
      1,
    ],
    [/(时间|日期)$/, 0.45],
  ],
  event: [
    [
      /^(event|event (name|type|action|code|key)|action|action (name|type)|activity|activity (name|type)|behaviou?r( type)?)$/,
      1,
    ],
    [
      /^(ev|evt|evt name|evt type|event title|verb|operation|op|op type|operate|user action|track|what happened)$/,
      0.9,
    ],
    [/^(page|page name|screen|screen name|kind|what)$/, 0.6],
    [
      /^(type|transaction type|trans type|txn type|record type|category|status|order status|method|service|service type|usage type)$/,
      0.45,
    ],
    [/^(事件|行为|动作|操作|活动|用户行为|埋点|触发)(名|名称|类型|编码|代码|标识)?$/, 1],
    [/^(类型|业务类型|交易类型|流水类型|记录类型|订单类型|页面|页面名称|(订单|交易|支付|付款)状态)$/, 0.5],
  ],
  id: [
    [
      /^(event|message|insert|log|record|row|seq|hit|msg|request|trace|evt|track|transaction|txn|entry) ?(id|uuid|guid|no|key|seq)$/,
      1,
    ],
    [/^(uuid|id|guid|eid|insert id|message id|seq|sequence|sequence no|row no)$/, 0.9],
    [/^(事件|日志|记录|消息|流水|行)(编号|id|号|唯一标识|标识|流水号)$/, 1],
    [/^(流水号|序列号|唯一标识)$/, 0.9],
  ],
  order: [
    [
      /^(order|invoice|transaction|trans|txn|trade|bill|receipt|basket|cart|purchase|booking|check|ticket|deal|sale|sales order) ?(id|no|nr|number|num|code|ref|key|sn|uuid)?$/,
      1,
    ],
    [/^(订单|发票|交易|单据|小票|账单|购物车|支付|子订单|主订单)(编号|号|id|单号|流水号|号码)$/, 1],
    [/^(单号|订单|销售单号)$/, 0.9],
  ],
  amount: [
    [
      /^((total|order|payment|pay|paid|purchase|transaction|trans|txn|sale|sales|invoice|charge|net|gross|billing|final|actual|real|captured) )?(amount|amt|revenue|gmv|spend|spent|turnover|payment|paid|sum)( (paid|total|usd|eur|cny|rmb|gbp|yuan|in usd|local|net|gross))?$/,
      1,
    ],
    [
      /^(dollars|money|total|grand total|order total|total (price|paid|sales|spend|cost|value|due|amount)|price total|line total|ext price|extended price|sales|order value|purchase value|monetary|monetary value)$/,
      0.95,
    ],
    [
      /^(value|transaction value|event value|payment value|price paid|paid price|pay price|final price|proceeds|revenue usd|ltv)$/,
      0.7,
    ],
    [
      /^(price|unit price|item price|selling price|sale price|list price|cost|fee|fees|charge|charges|dues)( (eur|usd|gbp|cny|rmb|jpy))?$/,
      0.6,
    ],
    [/^(subtotal|sub total|net total|amount refunded|order subtotal)$/, 0.5],
    [/(amount|revenue|amt)$/, 0.6],
    [/\b(price|fare|fee|cost|charge|rent|premium|tuition|toll)( (paid|usd|eur|gbp|cny|rmb|yuan))?$/, 0.6],
    [
      /^(实付|实收|实际支付|支付|付款|成交|消费|交易|订单实付|买家实付|实际付款|实付款)(总)?(金额|额|款|价)?(元|\(元\)| 元)?$/,
      1,
    ],
    [
      /^(金额|金额 元|销售额|收入|流水金额|充值金额|付款额|营业额|交易额|消费额|总价|总金额|合计|合计金额)( 元)?$/,
      0.95,
    ],
    [/^(订单(总)?金额|应付(金额)?|订单总价|订单应付金额|商品总价|商品金额|总额)( 元)?$/, 0.8],
    [/^(价格|单价|售价|商品价格|商品单价|费用|原价|标价)( 元)?$/, 0.55],
    [/金额/, 0.6],
    [/((?<!免)费|(?<!评)价|款|租金)( 元)?$/, 0.6],
  ],
  couponAmount: [
    [/^(coupon|voucher|promo|promotion)( (amount|value|discount|amt|face value))$/, 1],
    [/^(优惠券|红包|代金券|券)(金额|面额|面值|抵扣|抵扣金额)$/, 1],
  ],
  currency: [
    [
      /^((order|payment|transaction|presentment|settlement|price|revenue|amount) )?(currency|ccy|cur|curr|currency code|iso currency)$/,
      1,
    ],
    [/^(币种|货币|货币类型|结算币种|货币代码)$/, 1],
  ],
  duration: [
    [
      /^(processing|process|task|job|run|execution|exec|elapsed|response|render|generation)( (time|ms|millis|duration|duration ms|time ms|milliseconds))+$/,
      1,
    ],
    [/^(duration|elapsed|latency|took|wait|waited|dauer)( (ms|millis|milliseconds))?$/, 0.8],
    [/^(处理|任务|执行|生成|响应|耗时|运行)(耗时|时长|时间|用时|毫秒)?( ms| 毫秒|毫秒)?$/, 0.9],
    [/耗时/, 0.9],
    [/\b(ms|millis|msec|milliseconds)$|毫秒$/, 0.7],
  ],
  feature: [
    [/^(feature|function|module|tool|component|capability|menu|widget)( (name|id|key|code|used|type))?$/, 1],
    [/^(page|screen)( name)?$/, 0.5],
    [/^(功能|模块|组件|工具|菜单|栏目)(名|名称|编码|点|模块)?$/, 1],
  ],
  quotaUsed: [
    [/^(quota|credits?|usage|storage|tokens?|seats?) (used|consumed|usage)$/, 1],
    [/^(used|consumed) (quota|credits?|storage|tokens?|seats?)$/, 1],
    [/^(已用|使用|消耗)(配额|额度|积分|容量|量)$|^(配额|额度)(已用|使用量|用量)$/, 1],
  ],
  quotaTotal: [
    [/^(quota|credits?|storage|tokens?|seats?|usage|plan) (total|limit|size|max|allowed|granted)$/, 1],
    [/^(total|max) (quota|credits?|storage|tokens?|seats?)$|^quota$/, 1],
    [/^(总|全部)?(配额|额度|容量)(总量|总额|上限|总数)?$/, 1],
  ],
};

/** Words that speak against it. */
export const columnAntiWords: Readonly<Partial<Record<Meaning, RegExp>>> = {
  user: /\b(agent|type|level|count|age|gender|tier|segment|status|created|group|rank|country|session|order|product|item|sku|ip|lang|language|zone|region|city|page|score|balance)\b|(昵称|姓名|等级|类型|年龄|性别|标签|状态|数量|分组|来源|级别)/,
  time: /\b(zone|offset|birth|birthday|dob|signup|sign up|registration|register|registered|first|last|join|joined|expire|expires|expiry|expiration|valid|due|end|ended|cancelled|canceled|refunded|shipped|delivered|length|duration|processing|spent|elapsed|timezone|fulfilled|deleted|since|until|delivery|ship|trial|renewal|next|previous)\b|(注册|生日|出生|时长|时区|到期|有效|过期|失效|截止|结束|发货|收货|入会|首次|最近|完成|更新|退款|确认)/,
  event:
    /\b(id|time|date|count|category id|source|platform|device|browser|os|country|city)\b|\b(pay|payment|paid|shipping|delivery) (method|type|channel|mode|way|gateway|provider)\b|(编号|时间|来源|平台|设备|渠道|(支付|付款|配送|收货|发货)(方式|类型))/,
  amount:
    /\b(id|no|code|count|qty|quantity|age|tax|vat|shipping|freight|discount|discounts|tip|balance|credit|points|coupon|voucher|used|quota|duration|length|ms|lat|lon|latitude|longitude|zip|postal|score|rate|rating|percent|pct|version|number|year|month|day|hour|weight|refunded|compare|min|max|avg|mean|estimated|budget|target|outstanding|rounding)\b|(编号|数量|运费|税|优惠|折扣|积分|余额|时长|版本|券|退款|退|邮费|红包|满减|立减|预算|成本)/,
  id: /\b(user|customer|member|account|session|device|product|item|order)\b|(用户|会员|客户|商品|订单|设备|会话)/,
  order:
    /\b(date|time|at|status|type|amount|total|value|price|count|sum|source|channel|line|item|user|customer|name|on)\b|(时间|日期|状态|金额|类型|数量|来源|渠道|总价|备注|标题)/,
  feature: /\b(id|value|count|flag)\b/,
  currency: /\b(rate|symbol)\b/,
};

/** Names of columns with how many of a thing a row has. */
export const quantityWords: readonly Word[] = [
  [
    /^(quantity|qty|units|pieces|pcs|item count|items|num items|lineitem quantity|order quantity|count|数量|件数|个数|购买数量|商品数量|销售数量)$/,
    1,
  ],
];

/** Names of columns with the price of one piece. */
export const priceWords: readonly Word[] = [
  [
    /^(unit price|price|item price|price each|lineitem price|selling price|sale price|unit cost|单价|价格|售价|商品单价|商品价格)$/,
    1,
  ],
];

/** Names of columns that say to which visit a row belongs. */
export const sessionWords: readonly Word[] = [[/\bsession\b|\bvisit\b|会话|访次/, 1]];
