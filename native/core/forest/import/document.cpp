#include "core/forest/import/document.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "core/base/error.h"
#include "core/forest/import/document_reader.h"

namespace winback::forest {
namespace {

constexpr int kDeepest = 500;
// A document's values take some ten times their bytes at most: models have a value every 17 bytes
// and more.
constexpr size_t kBytesPerValue = 8;
constexpr size_t kFreeValues = 10000;

[[noreturn]] void NoNumber(std::string_view token) {
  throw std::invalid_argument("\"" + std::string(token.substr(0, 40)) + "\" is not such a number");
}

template <class T>
T BigEndian(char const* bytes) {
  using Bits = std::conditional_t<sizeof(T) == 8, uint64_t,
                                  std::conditional_t<sizeof(T) == 4, uint32_t, uint16_t>>;
  Bits bits = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    bits = static_cast<Bits>(bits << 8 | static_cast<uint8_t>(bytes[i]));
  }
  return std::bit_cast<T>(bits);
}

// The nearest T. Decimals beyond its range become infinite or zero, as the C library has it.
template <class T>
T Decimal(std::string_view token) {
  char const* const end = token.data() + token.size();
  if (token == "true" || token == "false") return static_cast<T>(token == "true");
  T value{};
  auto const [stop, error] = std::from_chars(token.data(), end, value);
  if (error == std::errc() && stop == end) return value;
  if constexpr (std::is_same_v<T, float>) {
    if (error == std::errc::result_out_of_range) return static_cast<float>(Decimal<double>(token));
  }
  if constexpr (std::is_same_v<T, double>) {
    bool const beyond = error == std::errc::result_out_of_range && stop == end;
    if (beyond) return std::strtod(std::string(token).c_str(), nullptr);
  }
  NoNumber(token);
}

template <class T>
T Whole(double value) {
  bool const whole = std::abs(value) < 9e15 && value == std::trunc(value);
  if (!whole) NoNumber(std::to_string(value));
  return static_cast<T>(value);
}

template <class T, class From>
T Cast(From value) {
  if constexpr (std::is_integral_v<T> && std::is_floating_point_v<From>) {
    return Whole<T>(double{value});
  } else {
    return static_cast<T>(value);
  }
}

template <class T, class From>
void Binary(std::string_view bytes, std::vector<T>& out) {
  for (size_t at = 0; at + sizeof(From) <= bytes.size(); at += sizeof(From)) {
    if constexpr (sizeof(From) == 1) {
      out.push_back(static_cast<T>(static_cast<From>(bytes[at])));
    } else {
      out.push_back(Cast<T>(BigEndian<From>(bytes.data() + at)));
    }
  }
}

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::string_view Trimmed(std::string_view token) {
  while (!token.empty() && IsBlank(token.front())) token.remove_prefix(1);
  while (!token.empty() && IsBlank(token.back())) token.remove_suffix(1);
  return token;
}

template <class T>
T Token(std::string_view token) {
  if constexpr (std::is_integral_v<T>) {
    // Whole numbers are written with a point or an exponent now and then.
    bool const plain = token.find_first_of(".eE") == std::string_view::npos;
    return plain || token == "true" || token == "false" ? Decimal<T>(token)
                                                        : Whole<T>(Decimal<double>(token));
  } else {
    return Decimal<T>(token);
  }
}

template <class T>
void Decimals(std::string_view text, std::vector<T>& out) {
  for (size_t at = 0; at <= text.size();) {
    size_t const end = std::min(text.find(',', at), text.size());
    out.push_back(Token<T>(Trimmed(text.substr(at, end - at))));
    at = end + 1;
  }
}

template <class T>
std::vector<T> NumbersOf(Document const& document) {
  std::vector<T> out;
  out.reserve(document.count);
  switch (document.form) {
    case NumberForm::kDecimal:
      Decimals(document.bytes, out);
      break;
    case NumberForm::kInt8:
      Binary<T, int8_t>(document.bytes, out);
      break;
    case NumberForm::kUint8:
      Binary<T, uint8_t>(document.bytes, out);
      break;
    case NumberForm::kInt16:
      Binary<T, int16_t>(document.bytes, out);
      break;
    case NumberForm::kInt32:
      Binary<T, int32_t>(document.bytes, out);
      break;
    case NumberForm::kInt64:
      Binary<T, int64_t>(document.bytes, out);
      break;
    case NumberForm::kFloat32:
      Binary<T, float>(document.bytes, out);
      break;
    case NumberForm::kFloat64:
      Binary<T, double>(document.bytes, out);
      break;
  }
  return out;
}

}  // namespace

void BadByte(size_t at, std::string const& what) {
  throw Error(ErrorCode::kBadModel, "byte " + std::to_string(at) + ": " + what);
}

DocumentReader::DocumentReader(std::string_view bytes) : bytes_(bytes) {}

char DocumentReader::Peek() const {
  if (AtEnd()) BadByte(at_, "the model ends too early");
  return bytes_[at_];
}

char DocumentReader::Take() {
  char const c = Peek();
  ++at_;
  return c;
}

std::string_view DocumentReader::TakeBytes(size_t count) {
  if (count > bytes_.size() - at_) BadByte(at_, "the model ends too early");
  at_ += count;
  return bytes_.substr(at_ - count, count);
}

void DocumentReader::CountValue(int depth) {
  if (depth > kDeepest) BadByte(at_, "nested more than 500 deep");
  if (++values_ > kFreeValues + bytes_.size() / kBytesPerValue) {
    BadByte(at_, "more values than a model of this size has");
  }
}

Document ParseDocument(std::string_view bytes) {
  // After its brace a UBJSON object has a type of lengths; a JSON object a blank, a quote or a
  // brace.
  bool const ubjson = bytes.size() > 1 && bytes[0] == '{' &&
                      std::string_view("iUIlL$#").find(bytes[1]) != std::string_view::npos;
  return ubjson ? ParseUbjson(bytes) : ParseJson(bytes);
}

std::vector<float> FloatsOf(Document const& document) { return NumbersOf<float>(document); }
std::vector<double> DoublesOf(Document const& document) { return NumbersOf<double>(document); }
std::vector<int64_t> IntegersOf(Document const& document) { return NumbersOf<int64_t>(document); }

}  // namespace winback::forest
