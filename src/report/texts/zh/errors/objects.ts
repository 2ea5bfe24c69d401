import type { MessageCatalogue } from '../../../messages/translator.js';

/** What helps when an object store or the network refuses, in both languages. */
const remedies: MessageCatalogue = {
  'there is no such bucket: check its name and the endpoint': '没有这个存储桶：请检查名称和 endpoint',
  'there is no such object': '没有这个对象',
  'the keys may not do this: check the policy of the bucket and of the user':
    '这组密钥没有权限：请检查存储桶和用户的权限策略',
  'the store does not know these keys: check them, and the endpoint':
    '存储不认识这组密钥：请检查密钥和 endpoint',
  'the signature is refused: the secret key is not the one of this id, or the region is another':
    '签名被拒绝：密钥与其标识不匹配，或区域不对',
  'the clock of this machine is wrong by more than 15 minutes: set it':
    '这台机器的时钟相差超过 15 分钟：请校准',
  'the temporary keys have expired: get new ones': '临时密钥已过期：请重新获取',
  'the store does not know this kind of request: where it is Aliyun OSS, write oss:// instead of s3://':
    '存储不支持这种请求：如果是阿里云 OSS，请把 s3:// 改为 oss://',
  'the bucket belongs in front of the host: write style=host in the address':
    '存储桶要写在主机名之前：请在地址里写 style=host',
  'the store takes no object of this size': '存储不接受这么大的对象',
  'no such host: check endpoint and region': '没有这个主机：请检查 endpoint 和区域',
  'the name of the host cannot be looked up now: check endpoint and network':
    '现在无法解析主机名：请检查 endpoint 和网络',
  'nothing listens there: check the endpoint': '那里没有服务在监听：请检查 endpoint',
  'the certificate is for another host: write style=path in the address':
    '证书属于另一个主机：请在地址里写 style=path',
  'no whole answer came: check endpoint and network, or run it again':
    '没有收到完整的回答：请检查 endpoint 和网络，或重新运行',
  'the store is busy or out of order: run it again later': '存储繁忙或有故障：请稍后重新运行',
  'the store refuses the request': '存储拒绝了请求',
};

const refused: MessageCatalogue = Object.fromEntries(
  Object.entries(remedies).flatMap(([english, chinese]) => [
    [`{}: ${english} ({})`, `{1}：${chinese}（{2}）`],
    [`{}: ${english} ({}; tried {} times)`, `{1}：${chinese}（{2}；尝试了 {3} 次）`],
  ]),
);

/** Messages about object stores. */
export const objects: MessageCatalogue = {
  ...refused,
  '{}: write s3://bucket/key or oss://bucket/key': '{1}：请写成 s3://bucket/key 或 oss://bucket/key',
  '{}: the address holds more than a bucket: write s3://bucket/key; keys of access come from the environment, never from an address':
    '{1}：地址里不只有存储桶：请写成 s3://bucket/key；访问密钥来自环境变量，不能写在地址里',
  '{}: the address names the bucket {}: write s3://bucket/key; keys of access come from the environment, never from an address':
    '{1}：地址里的存储桶是 {2}：请写成 s3://bucket/key；访问密钥来自环境变量，不能写在地址里',
  '{}: "{}" is no option of an address; known: {}, as in ?region=eu-west-1. Options begin at the first ?, so patterns use * and [ ]':
    '{1}：地址没有名为 "{2}" 的选项；已知的有：{3}，如 ?region=eu-west-1。第一个 ? 之后是选项，所以通配符请用 * 和 [ ]',
  '{}://: no keys to sign with: set {} and {}, or {} to the path of a file with them':
    '{1}://：没有用来签名的密钥：请设置 {2} 和 {3}，或把 {4} 设为密钥文件的路径',
  '{}://: no environment was passed: give the option `environment`, the variables of the process':
    '{1}://：没有传入环境：请给出选项 `environment`，即进程的环境变量',
  '{}://: the profile {} is looked for in the file that {} names, and that variable is not set':
    '{1}://：profile {2} 要在变量 {3} 所指的文件里查找，而这个变量没有设置',
  '{} is set and {} is not: set both': '设置了 {1} 而没有设置 {2}：两者都要设置',
  'the file of keys {} cannot be read': '无法读取密钥文件 {1}',
  'the file of keys {} has no section [{}]': '密钥文件 {1} 里没有 [{2}] 一节',
  'the file of keys {}, section [{}]: write {} = ... and {} = ...':
    '密钥文件 {1} 的 [{2}] 一节：请写 {3} = ... 和 {4} = ...',
  '{}: name the region of OSS: {}://{}/...?region=cn-hangzhou, or OSS_REGION':
    '{1}：请写明 OSS 的区域：{2}://{3}/...?region=cn-hangzhou，或 OSS_REGION',
  '{}: the endpoint is a host or its URL, as in https://minio.example.com:9000':
    '{1}：endpoint 是主机或它的 URL，如 https://minio.example.com:9000',
  '{}: the bucket is in the region {}: add ?region={} to the address':
    '{1}：存储桶在区域 {2}：请在地址后加 ?region={3}',
  '{} is no usable key: URLs resolve its . and .. parts': '{1} 不能用作键：URL 会解析其中的 . 和 ..',
  'the transfer of {} was stopped': '{1} 的传输已停止',
  '{}: the list of its objects is not whole: run it again': '{1}：对象列表不完整：请重新运行',
  '{}: its content is not what was stored': '{1}：内容不是当初存入的内容',
  '{} changed while it was read: run it again': '{1} 在读取期间被改动：请重新运行',
  '{}: the store did not begin the upload': '{1}：存储没有开始上传',
  'the file became shorter while it was sent': '文件在发送期间变短了',
  "{} ignores the condition that a key must be new, so that two writers could replace each other's work: use another store, or turn off versioning (OSS)":
    '{1} 不理会“键必须是新的”这一条件，两个写入者可能互相覆盖：请换一个存储，或关闭版本控制（OSS）',
  'there is no {}': '没有 {1}',
  'no object fits {}': '没有对象符合 {1}',
  '{}: one object is read here, and no pattern or folder': '{1}：这里读取一个对象，不能是通配符或文件夹',
  'createOnly is for outputs in an object store (s3://, oss://)':
    'createOnly 只用于对象存储中的输出（s3://、oss://）',
  '{} is there already, and only a new object was asked for': '{1} 已经存在，而要求只写新对象',
  'cannot write into the folder for copies {}: {}': '无法写入存放副本的文件夹 {1}：{2:cause}',
  '{}: outputs are compressed as .gz: end the name with .csv.gz': '{1}：输出用 .gz 压缩：请以 .csv.gz 结尾',
  '{} is no key of a store that is a folder': '{1} 不能用作文件夹存储的键',
  '{} takes a file or folder of this machine, and no address of an object store: copy it first, or afterwards':
    '{1} 只接受本机的文件或文件夹，不接受对象存储的地址：请事先或事后复制',
  '{}: one folder is read here, and no pattern': '{1}：这里读取一个文件夹，不接受通配',
};
