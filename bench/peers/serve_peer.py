"""FastAPI + lightgbm as a scoring service: what people write by hand. Prints its port, then serves until it is ended."""
import sys
from typing import Optional

import lightgbm
import numpy
import pyarrow.ipc
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import ConfigDict, BaseModel, create_model

booster = lightgbm.Booster(model_file=sys.argv[1])
names = booster.feature_name()
Features = create_model(
    "Features", __config__=ConfigDict(extra="forbid"), **{name: (Optional[float], None) for name in names}
)


class User(BaseModel):
    id: Optional[str] = None
    features: Features


app = FastAPI()


@app.get("/empty")
async def empty():
    return Response(b'{"live":true}', media_type="application/json")


@app.post("/v1/score")
async def score(user: User):
    given = [getattr(user.features, name) for name in names]
    row = numpy.array([[numpy.nan if value is None else value for value in given]])
    probability = float(booster.predict(row, num_threads=1)[0])
    return {"id": user.id, "probability": probability}


@app.post("/v1/score/batch")
async def batch(request: Request):
    table = pyarrow.ipc.open_stream(await request.body()).read_all()
    return Response(booster.predict(table, num_threads=1).tobytes(), media_type="application/octet-stream")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
