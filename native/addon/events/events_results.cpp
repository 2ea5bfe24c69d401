#include "addon/events/events_results.h"

#include "addon/result_values.h"

namespace winback::addon {

Napi::Value DaysToJs(Napi::Env env, std::vector<events::DayCount> const& of_days) {
  std::vector<double> days, counts, by_role;
  for (auto const& [day, events, roles] : of_days) {
    days.push_back(day);
    counts.push_back(static_cast<double>(events));
    for (int64_t const count : roles) by_role.push_back(static_cast<double>(count));
  }
  auto object = Napi::Object::New(env);
  object.Set("days", ToFloat64(env, days));
  object.Set("events", ToFloat64(env, counts));
  object.Set("byRole", ToFloat64(env, by_role));
  object.Set("roles", Napi::Number::New(env, events::kMaxRoles));
  return object;
}

Napi::Object FactsToJs(Napi::Env env, events::RunFacts const& facts) {
  return NumbersObject(env, {{"events", static_cast<double>(facts.events)},
                             {"users", static_cast<double>(facts.users)},
                             {"bytes", static_cast<double>(facts.bytes)}});
}

Napi::Value CountsToJs(Napi::Env env, std::vector<events::TableCounts> const& counts) {
  std::vector<double> positives, missing;
  for (auto const& of_table : counts) {
    positives.push_back(static_cast<double>(of_table.positives));
    for (int64_t const count : of_table.missing) missing.push_back(static_cast<double>(count));
  }
  auto object = Napi::Object::New(env);
  object.Set("positives", ToFloat64(env, positives));
  object.Set("missing", ToFloat64(env, missing));
  return object;
}

Napi::Value EventsReadToJs(Napi::Env env, duckdb::EventsRead&& read) {
  auto object = NumbersObject(env, {{"rows", static_cast<double>(read.rows)}});
  std::vector<double> const sums(read.sums.begin(), read.sums.end());
  object.Set("sums", ToFloat64(env, sums));
  object.Set("ended", read.ended);
  return object;
}

std::vector<napi_value> RowsToJs(Napi::Env env, int64_t rows) {
  return {Napi::Number::New(env, static_cast<double>(rows))};
}

}  // namespace winback::addon
