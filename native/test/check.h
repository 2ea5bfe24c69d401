// The C++ unit tests' harness: TEST("sentence") { CHECK(...); CHECK_EQ(a, b); CHECK_THROWS(code,
// expr); } A new machine has no C++ test library, and none is published in a registry this set-up
// reaches.
#pragma once

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace winback::test {

struct Case {
  char const* name;
  void (*body)();
};
std::vector<Case>& Cases();
void Count(bool ok, char const* file, int line, std::string const& what);

struct Registration {
  Registration(char const* name, void (*body)()) { Cases().push_back({name, body}); }
};

template <class A, class B>
void CheckEqual(A const& a, B const& b, char const* file, int line, char const* what) {
  std::ostringstream text;
  if (!(a == b)) text << what << ": " << a << " != " << b;
  Count(a == b, file, line, text.str());
}

// |a - b| <= tolerance * max(1, |b|)
inline void CheckNear(double a, double b, double tolerance, char const* file, int line,
                      char const* what) {
  bool const ok = std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
  std::ostringstream text;
  text.precision(17);
  if (!ok) text << what << ": " << a << " is not near " << b << " (tolerance " << tolerance << ")";
  Count(ok, file, line, text.str());
}

}  // namespace winback::test

#define WB_JOIN2(a, b) a##b
#define WB_JOIN(a, b) WB_JOIN2(a, b)
#define TEST(name)                                                          \
  static void WB_JOIN(Body, __LINE__)();                                    \
  static winback::test::Registration const WB_JOIN(registration, __LINE__)( \
      name, WB_JOIN(Body, __LINE__));                                       \
  static void WB_JOIN(Body, __LINE__)()
#define CHECK(ok) winback::test::Count(static_cast<bool>(ok), __FILE__, __LINE__, #ok)
#define CHECK_EQ(a, b) winback::test::CheckEqual(a, b, __FILE__, __LINE__, #a " == " #b)
#define CHECK_NEAR(a, b, tolerance) \
  winback::test::CheckNear(a, b, tolerance, __FILE__, __LINE__, #a " ~ " #b)
#define CHECK_THROWS(expected, ...)                                                      \
  do {                                                                                   \
    bool thrown = false;                                                                 \
    try {                                                                                \
      (void)(__VA_ARGS__);                                                               \
    } catch (winback::Error const& error) {                                              \
      thrown = error.code == (expected);                                                 \
    }                                                                                    \
    winback::test::Count(thrown, __FILE__, __LINE__, #__VA_ARGS__ " throws " #expected); \
  } while (false)
