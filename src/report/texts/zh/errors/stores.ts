import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about connections to databases. */
export const stores: MessageCatalogue = {
  '{}: a URL must not hold a password, since configurations are shared and logged: remove it, and say where it stands as passwordFrom: { env: NAME } or { file: PATH }':
    '{1}：URL 里不能有密码，因为配置会被共享和记入日志：请删去密码，并用 passwordFrom: { env: NAME } 或 { file: PATH } 写明它在哪里',
  '{}: one database follows the host, as in scheme://user@host/database':
    '{1}：主机之后是一个数据库，如 scheme://user@host/database',
  '{} is no usable URL: write scheme://user@host:port/database':
    '{1} 不是可用的 URL：请写成 scheme://user@host:port/database',
  '{}: a % in a URL is written %25': '{1}：URL 里的 % 要写成 %25',
  '{}: unknown option "{}" in the URL; known: {}': '{1}：URL 里没有名为 "{2}" 的选项；已知的有：{3:words}',
  '{} says where the secret stands, and is never the secret itself: write { env: NAME } or { file: PATH }':
    '{1} 写明密钥在哪里，不能是密钥本身：请写 { env: NAME } 或 { file: PATH }',
  '{} has exactly one of the keys env and file: write { env: NAME } or { file: PATH }':
    '{1} 必须恰好有 env 和 file 两个键之一：请写 { env: NAME } 或 { file: PATH }',
  '{}: the secret is empty': '{1}：密钥是空的',
  '{}: the environment variable {} is not set; no environment was passed: give the option `environment`, the variables of the process':
    '{1}：没有设置环境变量 {2}；没有传入环境：请给出选项 `environment`，即进程的环境变量',
  '{}: the environment variable {} is not set; set it, or name another variable or a file':
    '{1}：没有设置环境变量 {2}；请设置它，或写另一个变量或文件',
  '{}: the file {} with the secret cannot be read': '{1}：无法读取密钥文件 {2}',
  '{}: the URL names user and database, as in mysql://reader@db.example.com:{}/shop':
    '{1}：URL 要写明用户和数据库，如 mysql://reader@db.example.com:{2}/shop',
  '{}: the file {} cannot be read': '{1}：无法读取文件 {2}',
  '{}: the file {} holds no certificate in PEM form': '{1}：文件 {2} 里没有 PEM 格式的证书',
  '{}: nothing came for {} s (timeoutSeconds): the server is busy or the connection is cut':
    '{1}：{2} 秒内没有收到任何内容（timeoutSeconds）：服务器繁忙，或连接已断开',
  '{} needs one more package: npm install {}': '{1:words} 还需要一个软件包：npm install {2}',
  'the query of {} was stopped': '{1} 的查询已停止',
  '{}: with TLS, write the host as a name, or name what the certificate is for: tls: { serverName: NAME }':
    '{1}：使用 TLS 时，请把主机写成名称，或写明证书所属的名称：tls: { serverName: NAME }',
  '{}: there is no table {}; write create: true to have it made': '{1}：没有表 {2}；写 create: true 可以新建',
  '{}: the table {} is kept by {}, which has no transactions: ALTER TABLE ... ENGINE = InnoDB':
    '{1}：表 {2} 由 {3} 存放，它没有事务：ALTER TABLE ... ENGINE = InnoDB',
};
