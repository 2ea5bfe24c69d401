/** What the report says about columns that may not be read as they are meant. */
export const columns = {
  heading: '请核对的列',
  column: '列',
  found: '发现的情况',
  examples: '示例',
  kinds: {
    'missing-marks': (rows: string, of: string) => `${of} 个值中有 ${rows} 个按缺失的数值读取`,
    'mostly-numbers': (rows: string, of: string) =>
      `${of} 个值中有 ${rows} 个是数字，其余不是：整列按类别名称读取`,
    'written-numbers': (rows: string, of: string) =>
      `${of} 个值中有 ${rows} 个是带分隔符或货币符号的数字：整列按类别名称读取`,
    'all-numbers': (rows: string, of: string) =>
      `${of} 个值中有 ${rows} 个是以文本存放的数字：整列按类别名称读取`,
    infinite: (rows: string, of: string) => `${of} 个值中有 ${rows} 个是无穷大；示例为首个行号`,
  },
} as const;
