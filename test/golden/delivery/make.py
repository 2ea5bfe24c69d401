"""Signatures of calls to providers, by Python's hmac. Run: python3 make.py > signatures.json

The cases named "documented" are the worked examples of the providers' own pages, with the results printed there; the script
computes them too and stops where it finds another value. The other cases have no printed result.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timezone
from urllib.parse import quote


def encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def aliyun(method: str, parameters: dict, secret: str) -> str:
    pairs = "&".join(f"{encoded(k)}={encoded(v)}" for k, v in sorted(parameters.items()))
    text = f"{method}&{encoded('/')}&{encoded(pairs)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def tencent(case: dict) -> str:
    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def mac(key: bytes, text: str) -> bytes:
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    day = datetime.fromtimestamp(case["seconds"], timezone.utc).strftime("%Y-%m-%d")
    head = f"content-type:application/json; charset=utf-8\nhost:{case['host']}\n"
    canonical = "\n".join(["POST", "/", "", head, "content-type;host", sha(case["body"])])
    scope = f"{day}/{case['service']}/tc3_request"
    text = "\n".join(["TC3-HMAC-SHA256", str(case["seconds"]), scope, sha(canonical)])
    key = mac(mac(mac(("TC3" + case["secretKey"]).encode(), day), case["service"]), "tc3_request")
    return mac(key, text).hex()


def twilio(token: str, url: str, parameters: dict) -> str:
    text = url + "".join(k + v for k, v in sorted(parameters.items()))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def main() -> None:
    regions = {
        "Timestamp": "2016-02-23T12:46:24Z", "Format": "XML", "AccessKeyId": "testid", "Action": "DescribeRegions",
        "SignatureMethod": "HMAC-SHA1", "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Version": "2014-05-26", "SignatureVersion": "1.0",
    }
    sms = {
        "AccessKeyId": "testId", "Action": "SendSms", "Format": "XML", "OutId": "123", "PhoneNumbers": "15300000001",
        "RegionId": "cn-hangzhou", "SignName": "阿里云短信测试专用", "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466", "SignatureVersion": "1.0",
        "TemplateCode": "SMS_71390007", "TemplateParam": '{"customer":"test"}', "Timestamp": "2017-07-12T02:42:19Z",
        "Version": "2017-05-25",
    }
    hard = {"Action": "A b*c~d'e(f)!g", "Z": "中/?&=+%", "a": ""}
    body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    cvm = {
        "service": "cvm", "host": "cvm.tencentcloudapi.com", "secretId": "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        "secretKey": "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "seconds": 1551113065, "body": body,
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    call = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
        "To": "+18005551212",
    }
    cases = {
        "aliyun": [
            {"documented": True, "method": "GET", "secret": "testsecret", "parameters": regions,
             "sign": "OLeaidS1JvxuMvnyHOwuJ+uX5qY="},
            {"documented": True, "method": "GET", "secret": "testSecret", "parameters": sms,
             "sign": "zJDF+Lrzhj/ThnlvIToysFRq6t4="},
            {"documented": False, "method": "POST", "secret": "密", "parameters": hard,
             "sign": aliyun("POST", hard, "密")},
        ],
        "tencent": {**cvm, "sign": "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"},
        "twilio": {"token": "12345", "url": url, "parameters": call, "sign": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    }
    for case in cases["aliyun"]:
        assert aliyun(case["method"], case["parameters"], case["secret"]) == case["sign"]
    assert tencent(cvm) == cases["tencent"]["sign"]
    assert twilio("12345", url, call) == cases["twilio"]["sign"]
    print(json.dumps(cases, ensure_ascii=False, indent=2))


main()
