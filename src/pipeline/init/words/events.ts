import type { Role } from '../../../features/mapping.js';

/** What an event name is taken for; `null`: it is no activity of the user, and is left out. */
export interface EventWord {
  readonly role: Role | null;
  readonly pattern: RegExp;
  /** Words that speak against it. */
  readonly unless?: RegExp;
}

const failed = /fail|declin|error|cancel|abort|timeout|reject|expired|失败|取消|错误|超时/;
const before =
  /init|begin|started|start|intent|attempt|pending|click|view|page|screen|button|method|info|reminder|created|open|due|submit payment|发起|待|点击|页面|浏览|提醒|方式/;
const task =
  '(task|job|generation|generate|render|rendering|conversion|workflow|analysis|transcription|transcode|build|pipeline|report run|image|video creation|query run|inference|prompt)';
const chineseTask = '(任务|作业|生成|转换|渲染|导出任务|工单|制作)';

/** Words of event names, in words apart and lower case; the first that fits decides. */
export const eventWords: readonly EventWord[] = [
  // What the system does, or the end itself: no sign of life.
  {
    role: null,
    pattern:
      /\b(e ?mail|push|sms|notification|message|newsletter|campaign|webhook|mail)s? (was )?(sent|delivered|bounced?|dropped|queued|failed|suppressed)\b/,
  },
  {
    role: null,
    pattern:
      /\b(churn(ed)?|unsubscribed?|account (deleted|closed|deactivated|removed)|delete account|close account|uninstall(ed)?|app remove|cancellation confirmation|(subscription|membership|plan|account|contract) (was )?(cancel(l?ed)?|expired?|ended|lapsed|deactivated|terminated)|cancel(l?ed)? (subscription|membership|account|plan|contract))\b/,
  },
  {
    role: null,
    pattern:
      /(短信|推送|邮件|通知|消息)(已)?(发送|下发|送达|推送|触达)|发送(短信|推送|邮件|通知)|注销|退订|卸载|流失|销户|会员到期|到期失效|自动过期|系统(任务|消息)/,
  },
  {
    role: null,
    pattern:
      /\b(coupon|voucher|promo)s? (issued?|sent|granted|expired?|distributed|created)\b|(发放|下发|派发|过期)(优惠券|券|红包)|(优惠券|券|红包)(发放|过期|到账|下发|失效)|发券/,
  },
  // States of an order in which nothing was paid.
  {
    role: null,
    pattern:
      /^(cancel(l?ed)?|void(ed)?|pending|failed|expired|draft|authorized|unpaid|abandoned|open|已取消|取消|待付款|待支付|未付款|未支付|交易关闭|已关闭|关闭|超时关闭|支付失败|交易失败)$/,
  },
  {
    role: 'refund',
    pattern:
      /\b(refund(ed|s|ing)?|charge ?back|reversal|reversed|money ?back|returned (order|item|goods|product)s?|(order|item|goods|product|purchase|sale)s? (return|returned)|submit downgrade|storno|cancellation|credit note)\b|退款|退货|退单|冲正|退费|撤单/,
    unless:
      /request|apply|appl(ied|ication)|view|page|fail|policy|declin|reject|申请|失败|驳回|拒绝|页面|查看|取消退/,
  },
  {
    role: 'quota',
    pattern:
      /\b(quota|usage|credits?|storage|balance)( |$)(snapshot|update[ds]?|report(ed)?|status|check(ed)?|changed|exceeded|limit|used|consumed)?\b.*$|配额|额度|用量(快照|上报|统计)/,
    unless: /page|view|click|purchas|buy|paid|top|settings|alert|history|购买|充值|页面|提额|申请/,
  },
  {
    role: 'coupon',
    pattern:
      /\b(coupon|voucher|promo( ?code)?|gift ?card|discount( code)?|red packet)s? (redeem(ed)?|used?|appl(y|ied)|claim(ed)?|redemption|received|consumed)\b|\b(redeem(ed)?|use[d]?|appl(y|ied)|claim(ed)?) (an? )?(coupon|voucher|promo|discount|gift ?card)\b|(使用|核销|领取|兑换)(了)?(优惠券|券|红包|代金券)|(优惠券|券|红包|代金券)(使用|核销|领取|兑换)|用券|领券/,
    unless: failed,
  },
  {
    role: 'payment',
    pattern:
      /\b(pay|paid|payment|payments|purchase|purchased|purchases|bought|buy|sale|sold|charge|charged|renew|renewed|renewal|top ?up|recharged?|deposit(ed)?|iap|in app purchase|transaction|checkout (complete[d]?|success|succeeded|finished)|(complete[d]?|finish(ed)?) checkout|order (complete[d]?|paid|placed|success|confirmed|fulfilled)|placed? (an )?order|(invoice|bill) (paid|payment succeeded)|(subscription|membership|plan) (started|purchased|created|activated|renewed|upgraded)|start subscription|subscribe[d]?|submit upgrade|donat(e|ed|ion)|(fee|fees|dues) (debited|collected|taken)|debited|direct debit)\b/,
    unless: new RegExp(`${failed.source}|${before.source}|refund|list|plan viewed|add payment|\\bnot\\b`),
  },
  {
    role: 'payment',
    pattern:
      /付款|支付|购买|订购|[购买](课|票|卡|药|会员|套餐)|充值|成交|续费|续订|订阅成功|开通会员|开通|下单支付|交易成功|消费|缴费|打赏|买单|结账|订阅|付费|下单成功/,
    unless: new RegExp(`${failed.source}|${before.source}|退|取消|意向|未|引导|方案|记录`),
  },
  {
    role: 'task_failed',
    pattern: new RegExp(
      `\\b${task}s? (has )?(failed|failure|fail|error|errored|timeout|timed out|aborted|cancel(l?ed)?|crashed|rejected)\\b|\\b(failed|failing) ${task}\\b|${chineseTask}(执行|处理)?(失败|出错|超时|异常|中断|取消)`,
    ),
  },
  {
    role: 'task_succeeded',
    pattern: new RegExp(
      `\\b${task}s? (has )?(success|succeeded|successful|succeed|complete|completed|finished|finish|done|ready|ok)\\b|\\b(completed?|finished?) (an? )?${task}\\b|${chineseTask}(执行|处理)?(成功|完成|结束)|完成${chineseTask}`,
    ),
  },
  {
    role: 'task_created',
    pattern: new RegExp(
      `\\b${task}s? (was )?(created?|submitted|submit|start|started|queued|requested|launched|new|run)\\b|\\b(created?|start(ed)?|submit(ted)?|run|new|request(ed)?) (an? )?${task}\\b|(创建|提交|发起|新建|开始)了?${chineseTask}|${chineseTask}(创建|提交|开始|发起|新建)`,
    ),
  },
  {
    role: 'login',
    pattern:
      /\b(log ?in|logged in|logon|sign ?in|signed in|session start(ed)?|start(ed)? session|new session|app (open|opened|launch|launched|start|started|foreground(ed)?|active)|open(ed)? (the )?app|application (opened|started|foregrounded)|launch(ed)? app|launch|daily (check ?in|login|visit)|check ?in|app start|authenticated|user login|login success|session begin|visit start)\b|^home( page)?$|登录|登陆|签到|启动|打开(应用|APP|app|小程序)|上线|进入(应用|小程序|游戏)/,
    unless: /fail|error|sign ?up|register|page view|attempt|log ?out|失败|登出|注册|按钮|页/,
  },
  {
    role: 'feature_used',
    pattern:
      /\b(feature|function|tool|module|widget|plugin) ?(used?|usage|clicked|opened|run|invoked|triggered|action)\b|\b(used?|using|invoke[d]?) (an? )?(feature|function|tool|module)\b|^(settings|save settings|help|about|upgrade|downgrade|preferences)$|(使用|调用)了?(功能|模块|工具)|功能(使用|点击|调用)|^(设置|帮助|关于|偏好设置)$/,
  },
];

/** Names of what takes money back, whatever it was paid for: only where the rows have amounts. */
export const takesBack =
  /^(?!.*(request|appl(y|ied)|reject|declin|fail|申请|失败|驳回|拒绝|取消退)).*(\breturn(ed)?\b|退)/;
