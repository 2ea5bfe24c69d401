"""Signatures of calls to receivers of alarms, by Python's hmac. Run: python3 make.py > signatures.json

DingTalk: key = secret, message = "ms\\nsecret", base64, URL-encoded. Feishu: key = "seconds\\nsecret", message empty, base64.
Webhook: key = secret, message = "seconds.body", hexadecimal.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus


def mac(key: str, message: str) -> bytes:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()


def main() -> None:
    ms, seconds = 1756684800000, 1756684800
    body = '{"schema":1,"text":"回来"}'
    vectors = {
        "dingtalk": {
            "ms": ms,
            "secret": "SECexample",
            "sign": quote_plus(base64.b64encode(mac("SECexample", f"{ms}\nSECexample")).decode()),
        },
        "feishu": {
            "seconds": seconds,
            "secret": "example",
            "sign": base64.b64encode(mac(f"{seconds}\nexample", "")).decode(),
        },
        "webhook": {
            "seconds": seconds,
            "secret": "密钥",
            "body": body,
            "sign": mac("密钥", f"{seconds}.{body}").hex(),
        },
    }
    print(json.dumps(vectors, ensure_ascii=False, indent=2))


main()
