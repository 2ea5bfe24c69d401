import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about files and folders. */
export const files: MessageCatalogue = {
  'no such file: {}': '没有这个文件：{1}',
  'cannot open {}: {}': '无法打开 {1}：{2:cause}',
  'cannot read {}: {}': '无法读取 {1}：{2:cause}',
  'cannot make {}: {}': '无法创建 {1}：{2:cause}',
  'cannot write {}: {}': '无法写入 {1}：{2:cause}',
  'cannot write {}: its folder is not there': '无法写入 {1}：它所在的文件夹不存在',
  'cannot write to {}: {}': '无法写入 {1}：{2:cause}',
  'cannot write a copy of {}: {}': '无法写 {1} 的副本：{2:cause}',
  'cannot convert {} to UTF-8: {}': '无法把 {1} 转换为 UTF-8：{2:cause}',
  'cannot make a folder under {}': '无法在 {1} 下创建文件夹',
  '{} is a folder, not a file': '{1} 是文件夹，不是文件',
  '{} is empty': '{1} 是空的',
  '{} is no regular file (a pipe, socket or device): write its contents to a file first':
    '{1} 不是普通文件（是管道、套接字或设备）：请先把内容写入文件',
  '{} is not JSON: {}': '{1} 不是 JSON：{2:cause}',
  '{} is damaged: {}': '{1} 已损坏：{2:cause}',
  '{} holds zero bytes: it is no text file, whatever its ending says':
    '{1} 含有零字节：不管扩展名是什么，它都不是文本文件',
  '{} holds no rows': '{1} 没有数据行',
  '{} has a header but no rows': '{1} 只有表头，没有数据行',
  '{} holds no table': '{1} 里没有表',
  '{} is not a readable Arrow file: {}': '{1} 不是可读的 Arrow 文件：{2:cause}',
  'reading {} was aborted': '读取 {1} 已中止',
  'writing was aborted': '写入已中止',
  'the query was aborted': '查询已中止',
  'a source needs at least one file': '数据来源至少要有一个文件',
  'no file fits {}': '没有文件符合 {1}',
  'the files of one source must have one format: {} is {}, {} is {}; name the files of one format, such as data/*.csv':
    '同一来源的文件必须是同一种格式：{1} 是 {2}，{3} 是 {4}；请只写一种格式的文件，如 data/*.csv',
  '{}: .zst in {} needs Node.js 22.15: decompress it first':
    '{1}：{2} 编码的 .zst 需要 Node.js 22.15：请先解压',
  '{}: unknown encoding {}; known are utf-8, gb18030 (also gbk), utf-16le, utf-16be, windows-1252 (also latin1), big5, shift_jis':
    '{1:words}：未知的编码 {2}；已知的有 utf-8、gb18030（也可写 gbk）、utf-16le、utf-16be、windows-1252（也可写 latin1）、big5、shift_jis',
  '{}, line {}: bytes that are neither UTF-8 nor {}: name the encoding as `encoding` (such as windows-1252, gb18030, euc-kr), or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")':
    '{1} 第 {2} 行：有些字节既不是 UTF-8 也不是 {3}：请用 `encoding` 写明编码（如 windows-1252、gb18030、euc-kr），或把文件另存为 UTF-8（在电子表格中选 "CSV UTF-8"）',
  '{}, at or after line {}: bytes that are neither UTF-8 nor {}: name the encoding as `encoding` (such as windows-1252, gb18030, euc-kr), or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")':
    '{1} 第 {2} 行或其后：有些字节既不是 UTF-8 也不是 {3}：请用 `encoding` 写明编码（如 windows-1252、gb18030、euc-kr），或把文件另存为 UTF-8（在电子表格中选 "CSV UTF-8"）',
  "{}, line {}: bytes that are no {}: is it the file's encoding, and is all of the file in it?":
    '{1} 第 {2} 行：有些字节不是 {3}：文件是这种编码吗，整个文件都是吗？',
  "{}, at or after line {}: bytes that are no {}: is it the file's encoding, and is all of the file in it?":
    '{1} 第 {2} 行或其后：有些字节不是 {3}：文件是这种编码吗，整个文件都是吗？',
  '{}, line {}: this line is {}, others are {}: the file mixes two encodings; write it with one':
    '{1} 第 {2} 行：这一行是 {3}，其他行是 {4}：文件混用了两种编码；请只用一种',
  '{}: the text is not UTF-8; it could be {}, but does not look like Chinese: name the encoding as `encoding` (such as windows-1252, gb18030, euc-kr), or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")':
    '{1}：文本不是 UTF-8；可能是 {2}，但看起来不是中文：请用 `encoding` 写明编码（如 windows-1252、gb18030、euc-kr），或把文件另存为 UTF-8（在电子表格中选 "CSV UTF-8"）',
  'DuckDB: {}': 'DuckDB：{1:cause}',
  'DuckDB: the result ended before its last row and gave no reason; try again':
    'DuckDB：结果在最后一行之前结束，也没有给出原因；请重试',
  '{} does not end as a Parquet file does: it was cut off, is still being written, or is no Parquet file; copy or write the file again from where it comes':
    '{1} 的结尾不是 Parquet 文件的结尾：它被截断、还在写入，或不是 Parquet 文件；请从来源处重新复制或写入该文件',
  '{} is too short for a Parquet file: it is empty or was cut off; copy or write the file again from where it comes':
    '{1} 太短，不可能是 Parquet 文件：它是空的或被截断；请从来源处重新复制或写入该文件',
  '{} is a damaged Parquet file; copy or write the file again from where it comes':
    '{1} 是已损坏的 Parquet 文件；请从来源处重新复制或写入该文件',
  'a Parquet file among those read is damaged; copy or write the file again from where it comes':
    '所读的 Parquet 文件中有一个已损坏；请从来源处重新复制或写入该文件',
  'the CSV file, line {}: not readable as CSV': 'CSV 文件第 {1} 行：不能按 CSV 读取',
  'the CSV file, line {}: {}': 'CSV 文件第 {1} 行：{2:cause}',
  '{}, line {}: not readable as CSV': '{1} 第 {2} 行：不能按 CSV 读取',
  '{}, line {}: {}': '{1} 第 {2} 行：{3:cause}',
  '{}: not readable as CSV: lines have different numbers of fields, or different line ends (LF and CRLF), or a quote does not end':
    '{1}：不能按 CSV 读取：各行的字段数不同，或换行符不同（LF 和 CRLF），或有引号没有结束',
  '{}, line {}: mixed line ends (LF and CRLF): write the file with one kind':
    '{1} 第 {2} 行：混用了两种换行符（LF 和 CRLF）：请只用一种',
  'this DuckDB is closed': '这个 DuckDB 已关闭',
  '@duckdb/node-api of another version: its wrapper has no connection':
    '@duckdb/node-api 的版本不符：它的封装没有连接',
  '@duckdb/node-api of another version: its wrapper has no result':
    '@duckdb/node-api 的版本不符：它的封装没有结果',
  'a query gave no table': '查询没有给出表',
  'a text value holds a NUL character': '文本值含有 NUL 字符',
  'not a usable column name: {}': '不能用作列名：{1}',
  'no SQL literal for {}': '不能写成 SQL 字面值：{1}',
  'not a day YYYY-MM-DD: {}': '不是写作 YYYY-MM-DD 的日期：{1}',
  'the file is compressed with zstd, which is read from Node.js 22.15 on: write it uncompressed, with lz4, or as Parquet':
    '文件用 zstd 压缩，Node.js 22.15 起才能读取：请不压缩、用 lz4 压缩，或写成 Parquet',
  '{}: the file ends without its end marker: it was cut off': '{1}：文件没有结束标记：它被截断了',
  '{}: {} of {} rows are no JSON objects but {}: write one object a line, or an array of objects':
    '{1}：{3} 行中有 {2} 行不是 JSON 对象，而是 {4:words}：请每行写一个对象，或写成对象的数组',
  'damaged lz4 data: a block ends too early': 'lz4 数据已损坏：一个块过早结束',
  'damaged lz4 data: a dictionary is asked for': 'lz4 数据已损坏：它需要字典',
  'damaged lz4 data: a match lies before the beginning': 'lz4 数据已损坏：引用位于开头之前',
  'damaged lz4 data: it ends too early': 'lz4 数据已损坏：过早结束',
  'damaged lz4 data: no frame begins': 'lz4 数据已损坏：没有帧的开头',
  'damaged lz4 data: {} bytes instead of {}': 'lz4 数据已损坏：应有 {2} 字节，实有 {1} 字节',
  '{}: JSON is not written: use .csv, .parquet or .arrow': '{1}：不能写 JSON：请用 .csv、.parquet 或 .arrow',
  '{}: the ending must be .csv, .csv.gz, .tsv, .parquet, .arrow, .jsonl or .json':
    '{1}：扩展名必须是 .csv、.csv.gz、.tsv、.parquet、.arrow、.jsonl 或 .json',
  'bom: only CSV files have a byte order mark, and the output is {}':
    'bom：只有 CSV 文件有字节顺序标记，而输出是 {1}',
  'another winback run ({}) is writing to {}: wait until it ends, or give another folder with --out':
    '另一个 winback 进程（{1}）正在写入 {2}：请等它结束，或用 --out 另选文件夹',
  'another winback run is writing to {}: wait until it ends, or give another folder with --out':
    '另一个 winback 进程正在写入 {1}：请等它结束，或用 --out 另选文件夹',
  "{} is not winback's: remove it, and write the folder anew":
    '{1} 不是 winback 写的：请移走它，再重新写入文件夹',
  '{} holds the half-moved files of a run that was killed, and they could not be put in place: {}':
    '{1} 里有一次被强行结束的运行移动到一半的文件，无法放回原处：{2:cause}',
  '{}: the ending must be .csv, .csv.gz, .tsv, .parquet, .arrow, .jsonl, .json or .xlsx':
    '{1}：扩展名必须是 .csv、.csv.gz、.tsv、.parquet、.arrow、.jsonl、.json 或 .xlsx',
  '{}: files of this kind are read, not written: use .csv, .parquet or .arrow':
    '{1}：这种文件只能读取，不能写入：请用 .csv、.parquet 或 .arrow',
  '{} is no readable .xlsx file: {}': '{1} 不是可读的 .xlsx 文件：{2:cause}',
  '{}: reading .xlsx needs one more package: npm install read-excel-file@9; or save the sheet as "CSV UTF-8" (.csv)':
    '{1}：读取 .xlsx 还需要一个软件包：npm install read-excel-file@9；或把工作表另存为 "CSV UTF-8"（.csv）',
  '{}: the first sheet is empty': '{1}：第一张工作表是空的',
  '{}, row 1: column {} has no name: the first row must name every column':
    '{1} 第 1 行：列 {2} 没有名称：第一行必须写出每一列的名称',
  '{}, row 1: two columns are called "{}": rename one': '{1} 第 1 行：有两列都叫“{2}”：请给其中一列改名',
  '{}, row {}: column {} has a value and no name in row 1':
    '{1} 第 {2} 行：列 {3} 有值，而第 1 行没有它的名称',
};
