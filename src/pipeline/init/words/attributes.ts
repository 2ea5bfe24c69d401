/** Names of the column with the day from which a row holds. */
export const validFromWords =
  /valid|effective|from|since|start|updated|changed|snapshot|as of|\bdt\b|\bday\b|\bdate\b|生效|开始|更新|变更|快照|日期/;

/** Names of columns that say who somebody is, and nothing of use. */
export const notFields =
  /\b(name|phone|mobile|mail|email|address|birthday|birth|password|token|url|avatar|ip)\b|姓名|手机|电话|邮箱|地址|身份证|昵称|生日/;
