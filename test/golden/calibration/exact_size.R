# Exact size of tests of two proportions at nominal 5 %, by sums over all tables: an implementation apart from ours.
# Base R only (written with R 4.2.2):  Rscript exact_size.R > exact-size.json
# Barnard and Boschloo: the supremum over the common rate is taken on a grid of 4,000 rates.
sizes <- c(10, 20, 50, 100)
rates <- c(0.01, 0.05, 0.1, 0.2, 0.3, 0.5)
alpha <- 0.05

z_p <- function(difference, variance) {
  z <- ifelse(difference == 0, 0, difference / sqrt(variance))
  2 * pnorm(-abs(z))
}

# sup over p of P(statistic >= what was seen), for every table; equal statistics belong together.
supremum <- function(statistic, x1, x2, n) {
  order_of <- order(-statistic)
  group_end <- !duplicated(round(statistic[order_of], 10), fromLast = TRUE)
  group <- cumsum(c(TRUE, group_end[-length(group_end)]))
  best <- rep(0, max(group))
  for (p in seq(0, 1, length.out = 4001)) {
    mass <- (dbinom(x1, n, p) * dbinom(x2, n, p))[order_of]
    best <- pmax(best, cumsum(mass)[group_end])
  }
  result <- numeric(length(statistic))
  result[order_of] <- best[group]
  result
}

two_sided <- function(up, down) pmin(1, 2 * pmin(up, down))

lines <- character(0)
for (n in sizes) {
  grid <- expand.grid(x1 = 0:n, x2 = 0:n)
  x1 <- grid$x1; x2 <- grid$x2
  d <- x2 / n - x1 / n
  pooled <- (x1 + x2) / (2 * n)
  v <- pooled * (1 - pooled) * 2 / n
  wald <- (x1 / n) * (1 - x1 / n) / n + (x2 / n) * (1 - x2 / n) / n
  z <- ifelse(d == 0, 0, d / sqrt(v))
  fisher_up <- phyper(x2 - 1, x1 + x2, 2 * n - x1 - x2, n, lower.tail = FALSE)
  fisher_down <- phyper(x2, x1 + x2, 2 * n - x1 - x2, n)
  p_values <- list(
    "pooled" = z_p(d, v),
    "unpooled" = ifelse(wald == 0, ifelse(d == 0, 1, 0), z_p(d, wald)),
    "miettinen-nurminen" = z_p(d, v * 2 * n / (2 * n - 1)),
    "fisher" = mapply(function(a, b) fisher.test(matrix(c(a, n - a, b, n - b), 2))$p.value, x1, x2),
    "barnard" = two_sided(supremum(z, x1, x2, n), supremum(-z, x1, x2, n)),
    "boschloo" = two_sided(supremum(-fisher_up, x1, x2, n), supremum(-fisher_down, x1, x2, n))
  )
  for (method in names(p_values)) {
    size <- sapply(rates, function(p) sum((dbinom(x1, n, p) * dbinom(x2, n, p))[p_values[[method]] < alpha]))
    lines <- c(lines, sprintf('{"n": %d, "method": "%s", "sizes": [%s]}', n, method, paste(sprintf("%.17g", size), collapse = ", ")))
  }
}
cat(sprintf('{"tool": "%s, exact_size.R", "alpha": %g, "rates": [%s], "rows": [\n%s\n]}\n',
  R.version.string, alpha, paste(rates, collapse = ", "), paste(lines, collapse = ",\n")))
