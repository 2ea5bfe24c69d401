"""Signatures of requests to S3 as botocore makes them: python3 make.py > signatures.json (botocore of moto 5.2.1's environment)."""

import datetime
import hashlib
import json
from unittest import mock
from urllib.parse import quote

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

moment = datetime.datetime(2026, 3, 1, 12, 34, 56, tzinfo=datetime.timezone.utc)
keys = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
temporary = Credentials(keys.access_key, keys.secret_key, "token/with+signs==")
host = "https://models.s3.eu-west-1.amazonaws.com"

cases = [
    ("plain", "GET", "a.json", {}, {}, "", keys),
    ("signs in the key", "GET", "week 1/a+b&c=d'(e)*!~.txt", {}, {}, "", keys),
    ("Chinese key", "PUT", "用户/三月.parquet", {}, {}, "abc", keys),
    ("percent in the key", "PUT", "50%25/x", {}, {}, "", keys),
    ("create only", "PUT", "pointer/00000042.json", {}, {"if-none-match": "*"}, "{}", keys),
    ("metadata", "PUT", "m", {}, {"x-amz-meta-winback-sha256": "00ff"}, "x", keys),
    ("list", "GET", "", {"list-type": "2", "prefix": "a b/ü+", "start-after": "a b/ü+1", "encoding-type": "url"}, {}, "", keys),
    ("empty query value", "POST", "big", {"uploads": ""}, {}, "", keys),
    ("part", "PUT", "big", {"partNumber": "2", "uploadId": "a/b+c=="}, {}, "part", keys),
    ("temporary keys", "DELETE", "a", {}, {}, "", temporary),
]


def signature(method, key, query, headers, body, credentials):
    # botocore signs the URL as it is sent: encoded by its client before.
    search = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
    url = f"{host}/{quote(key, safe='/-_.~')}" + (f"?{search}" if search else "")
    digest = hashlib.sha256(body.encode()).hexdigest()
    request = AWSRequest(method, url, data=body.encode(), headers={**headers, "x-amz-content-sha256": digest})
    request.context["payload_signing_enabled"] = True
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *a, **k: moment.replace(tzinfo=None)):
        botocore.auth.S3SigV4Auth(credentials, "s3", "eu-west-1").add_auth(request)
    return request.headers["Authorization"]


out = [
    {
        "case": name, "method": method, "key": key, "query": query, "headers": headers, "body": body,
        "token": credentials.token, "authorization": signature(method, key, query, headers, body, credentials),
    }
    for name, method, key, query, headers, body, credentials in cases
]
print(json.dumps({"botocore": botocore.__version__, "datetime": "20260301T123456Z", "cases": out}, ensure_ascii=False, indent=1))
