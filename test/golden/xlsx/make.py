# orders.xlsx as openpyxl 3.1 writes it: python3 make.py (pip install openpyxl)
import datetime

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "订单"
sheet.append(["用户", "时间", "金额", "会员", "编号", "备注"])
for i in range(60):
    sheet.append([
        f"用户{i % 7}",
        datetime.datetime(2026, 1, 1, 8, 30, 15) + datetime.timedelta(hours=13 * i),
        i * 1.25 if i % 5 else None,
        i % 2 == 0,
        f"{i:05d}",
        "=1+1" if i == 3 else "a,\"b\"\n  c",
    ])
    sheet.cell(row=i + 2, column=6).data_type = "s"
second = book.create_sheet("说明")
second.append(["not", "a table"])
book.save("orders.xlsx")
empty = openpyxl.Workbook()
empty.active.append(["a", "b"])
empty.save("header-only.xlsx")
