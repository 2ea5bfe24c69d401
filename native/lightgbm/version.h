#pragma once

namespace winback {

int LightGbmMaxThreads();

}  // namespace winback
