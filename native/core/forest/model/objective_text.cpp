#include "core/forest/model/objective_text.h"

#include <cmath>
#include <span>

namespace winback::forest {
namespace {

struct Objective {
  std::string_view name;
  TransformKind kind;
};

// From LightGBM's objective_function.cpp: CreateObjectiveFunction, and each class's ConvertOutput.
constexpr Objective kObjectives[] = {
    {"regression", TransformKind::kIdentity},   {"regression_l1", TransformKind::kIdentity},
    {"quantile", TransformKind::kIdentity},     {"huber", TransformKind::kIdentity},
    {"fair", TransformKind::kIdentity},         {"mape", TransformKind::kIdentity},
    {"poisson", TransformKind::kExp},           {"gamma", TransformKind::kExp},
    {"tweedie", TransformKind::kExp},           {"binary", TransformKind::kSigmoid},
    {"lambdarank", TransformKind::kIdentity},   {"rank_xendcg", TransformKind::kIdentity},
    {"multiclass", TransformKind::kSoftmax},    {"multiclassova", TransformKind::kSigmoid},
    {"cross_entropy", TransformKind::kSigmoid}, {"cross_entropy_lambda", TransformKind::kLog1pExp},
    {"custom", TransformKind::kIdentity},
};

TransformKind KindOf(Field const& field, std::string_view name) {
  for (Objective const& objective : kObjectives) {
    if (objective.name == name) return objective.kind;
  }
  BadLine(field.line, "unknown objective " + std::string(name.substr(0, 40)));
}

double PowerOfTen(int digits) {
  double power = 1;
  for (int i = 0; i < digits; ++i) power *= 10.0;
  return power;
}

// A positive decimal without exponent, summed up digit by digit as LightGBM's Common::Atof does:
// its rounding is part of the model. At most 15 digits each side, where both steps are exact.
double LegacyDecimal(Field const& field, std::string_view text) {
  double whole = 0;
  double right = 0;
  int digits = 0;
  int decimals = -1;
  for (char const c : text) {
    bool const digit = c >= '0' && c <= '9';
    if (!digit && (c != '.' || decimals >= 0))
      BadLine(field.line, "objective: not a plain decimal");
    if (!digit) {
      decimals = 0;
    } else if (decimals < 0) {
      whole = whole * 10.0 + (c - '0');
    } else {
      right = (c - '0') + right * 10.0;
      ++decimals;
    }
    digits += digit ? 1 : 0;
  }
  if (digits == 0 || digits > 15) BadLine(field.line, "objective: not a plain decimal");
  return decimals > 0 ? whole + right / PowerOfTen(decimals) : whole;
}

// The value of "key:value" among the words after the name; empty when absent.
std::string_view Argument(std::span<std::string_view const> words, std::string_view key) {
  for (std::string_view const word : words.subspan(1)) {
    if (word.size() > key.size() && word.starts_with(key) && word[key.size()] == ':') {
      return word.substr(key.size() + 1);
    }
  }
  return {};
}

bool HasWord(std::span<std::string_view const> words, std::string_view wanted) {
  for (std::string_view const word : words.subspan(1)) {
    if (word == wanted) return true;
  }
  return false;
}

}  // namespace

void ReadObjective(Field const& field, Forest& forest) {
  auto const words = Words(field.value);
  if (words.empty()) BadLine(field.line, "objective is empty");
  std::string_view const name = words.front();
  forest.objective = std::string(field.value);
  forest.transform.kind = KindOf(field, name);
  // LightGBM switches sqrt off for these two and for those with an own transform.
  bool const square_root = forest.transform.kind == TransformKind::kIdentity && name != "huber" &&
                           HasWord(words, "sqrt");
  if (square_root) forest.transform.kind = TransformKind::kSignedSquare;
  if (name == "binary" || name == "multiclassova") {
    forest.transform.scale = LegacyDecimal(field, Argument(words, "sigmoid"));
  }
  bool const multiclass = name == "multiclass" || name == "multiclassova";
  if (multiclass && Argument(words, "num_class") != std::to_string(forest.classes)) {
    BadLine(field.line, "objective: num_class is not the model's num_class");
  }
  if (!multiclass && name != "custom" && forest.classes != 1) {
    BadLine(field.line, "objective: this one has a single output");
  }
}

}  // namespace winback::forest
