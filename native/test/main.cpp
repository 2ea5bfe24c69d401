// Runs every TEST, or those whose name contains the first argument. The last line counts the tests.
// With --results, prints digests of the kernels' results instead.
#include <cstring>
#include <exception>

#include "test/check.h"
#include "test/results.h"

namespace winback::test {

namespace {
int checks = 0;
int failures = 0;
}  // namespace

std::vector<Case>& Cases() {
  static std::vector<Case> cases;
  return cases;
}

void Count(bool ok, char const* file, int line, std::string const& what) {
  ++checks;
  if (ok) return;
  ++failures;
  std::cout << file << ":" << line << ": " << what << "\n";
}

int Run(char const* filter) {
  int passed = 0;
  int failed = 0;
  for (auto const& test : Cases()) {
    if (std::strstr(test.name, filter) == nullptr) continue;
    int const before = failures;
    int const checks_before = checks;
    try {
      test.body();
    } catch (std::exception const& error) {
      Count(false, test.name, 0, std::string("threw ") + error.what());
    }
    Count(checks > checks_before, test.name, 0, "checked nothing");
    bool const ok = failures == before;
    (ok ? passed : failed) += 1;
    std::cout << (ok ? "ok   " : "FAIL ") << test.name << "\n";
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace winback::test

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--results") == 0) {
    winback::test::PrintResults();
    return 0;
  }
  return winback::test::Run(argc > 1 ? argv[1] : "");
}
