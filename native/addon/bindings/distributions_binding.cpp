#include "addon/arguments.h"
#include "addon/bindings.h"
#include "addon/boundary_error.h"
#include "core/distributions/distribution.h"

namespace winback::addon {
namespace {

namespace dist = winback::distributions;

struct Request {
  dist::Family family;
  dist::Measure measure;
  dist::Parameters parameters;
};

// Arguments 0, 1 and 3 to 5 of both functions; 2 is the point or the array of points.
Request RequestOf(Napi::CallbackInfo const& info) {
  return {static_cast<dist::Family>(IntegerOf(info[0], "family", 0, 7)),
          static_cast<dist::Measure>(IntegerOf(info[1], "measure", 0, 5)),
          {NumberOf(info[3], "the first parameter"), NumberOf(info[4], "the second parameter"),
           NumberOf(info[5], "the third parameter")}};
}

Napi::Value Distribution(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Request const request = RequestOf(info);
    double const x = NumberOf(info[2], "x");
    return Napi::Number::New(
        info.Env(), dist::Evaluate(request.family, request.measure, x, request.parameters));
  });
}

Napi::Value DistributionEach(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Request const request = RequestOf(info);
    auto const x = Float64Of(info[2], "x");
    auto out = Napi::Float64Array::New(info.Env(), x.size());
    dist::EvaluateEach(request.family, request.measure, x, request.parameters,
                       {out.Data(), out.ElementLength()});
    return out;
  });
}

}  // namespace

void RegisterDistributions(Napi::Env env, Napi::Object exports) {
  exports.Set("distributionsAt", Napi::Function::New(env, Distribution));
  exports.Set("distributionsEach", Napi::Function::New(env, DistributionEach));
}

}  // namespace winback::addon
