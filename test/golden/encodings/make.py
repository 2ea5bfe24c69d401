# Texts as Python's codecs encode them: python3 make.py > encodings.json
import base64
import json

chinese = "用户编号,发生时间,事件,金额\n" + "".join(
    f"用户{i:03d},2026-01-{i % 28 + 1:02d} 10:0{i % 6}:00,{'支付' if i % 3 else '登录'},{i * 1.5}\n" for i in range(40)
)
rare = "名字,备注\n镕基,囧 𠮷 €㐀 ¥\n"
latin = "user,city\nAmélie,Besançon\nJosé,Málaga\n" + "".join(f"user{i},Orléans\n" for i in range(30))
korean = "사용자,도시\n" + "".join(f"김민수{i},서울특별시 강남구\n" for i in range(30))
japanese = "ユーザー,都市\n" + "".join(f"さとう{i},とうきょうのまち\n" for i in range(30))
cyrillic = "пользователь,город\n" + "".join(f"Иван{i},Москва и область\n" for i in range(30))
traditional = "使用者,城市\n" + "".join(f"陳小明{i},臺北市信義區\n" for i in range(30))

cases = [
    ("chinese", chinese, "gb18030", "detected"),
    ("rare characters", rare, "gb18030", "named"),
    ("chinese", chinese, "utf-16-le", "detected"),
    ("chinese", chinese, "utf-16-be", "detected"),
    ("chinese with a mark", "\ufeff" + chinese, "utf-16-le", "detected"),
    ("chinese with a mark", "\ufeff" + chinese, "utf-16-be", "detected"),
    ("chinese with a mark", "\ufeff" + chinese, "utf-8", "detected"),
    ("latin", latin, "cp1252", "named"),
    ("latin", latin, "latin-1", "named"),
    ("korean", korean, "euc-kr", "named"),
    ("japanese", japanese, "euc-jp", "named"),
    ("japanese", japanese, "shift_jis", "named"),
    ("cyrillic", cyrillic, "windows-1251", "named"),
    ("traditional", traditional, "big5", "named"),
]
out = [
    {"name": name, "encoding": encoding, "how": how, "text": text.lstrip("\ufeff"),
     "bytes": base64.b64encode(text.encode(encoding)).decode()}
    for name, text, encoding, how in cases
]
print(json.dumps(out, ensure_ascii=False, indent=1))
