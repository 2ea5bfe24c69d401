# Makes lalonde.json and lalonde.csv: R, MatchIt (Debian r-cran-matchit 4.5.1), no randomness.
#   Rscript lalonde.R
suppressPackageStartupMessages(library(MatchIt))
data("lalonde")
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
write.csv(lalonde, file.path(folder, "lalonde.csv"), row.names = FALSE, quote = FALSE)
form <- treat ~ age + educ + race + married + nodegree + re74 + re75
fit <- glm(form, data = lalonde, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
p <- fitted(fit)
m <- matchit(form, data = lalonde, method = "nearest", distance = "glm")
s <- summary(m, standardize = TRUE)
t <- lalonde$treat == 1
y <- lalonde$re78
matched <- m$match.matrix[, 1]
att <- mean(y[t]) - mean(y[as.integer(match(matched, rownames(lalonde)))])
# The nearest on either side, by brute force in the same order.
free <- which(!t)
near <- c()
for (i in which(t)[order(-p[t])]) {
  gap <- abs(p[free] - p[i])
  tied <- free[gap == min(gap)]
  below <- tied[p[tied] < p[i]]
  pick <- if (length(below) > 0) max(below) else min(tied)
  near <- rbind(near, c(i, pick))
  free <- setdiff(free, pick)
}
w <- p / (1 - p)
ipw <- mean(y[t]) - weighted.mean(y[!t], w[!t])
ate <- weighted.mean(y[t], 1 / p[t]) - weighted.mean(y[!t], 1 / (1 - p[!t]))
x <- model.matrix(form, lalonde)
mu1 <- as.vector(x %*% coef(lm.fit(x[t, ], y[t])))
mu0 <- as.vector(x %*% coef(lm.fit(x[!t, ], y[!t])))
phi <- mu1 - mu0 + t * (y - mu1) / p - (!t) * (y - mu0) / (1 - p)
phit <- (t * (y - mu0) - (!t) * w * (y - mu0)) / mean(t)
aipw_att <- mean(phit)
se_att <- sqrt(mean((phit - t / mean(t) * aipw_att)^2) / length(y))
num <- function(v) paste0("[", paste(sprintf("%.15g", v), collapse = ", "), "]")
strs <- function(v) paste0("[", paste(sprintf('"%s"', v), collapse = ", "), "]")
pairs <- cbind(match(rownames(m$match.matrix), rownames(lalonde)) - 1, match(matched, rownames(lalonde)) - 1)
writeLines(c("{",
  sprintf('"tool": "R %s, MatchIt %s, lalonde.R",', getRversion(), packageVersion("MatchIt")),
  sprintf('"names": %s,', strs(names(coef(fit)))),
  sprintf('"coefficients": %s,', num(coef(fit))),
  sprintf('"logLik": %.15g,', as.numeric(logLik(fit))),
  sprintf('"rawDifference": %.15g,', mean(y[t]) - mean(y[!t])),
  sprintf('"treatedRow": %s,', num(pairs[, 1])),
  sprintf('"controlRow": %s,', num(pairs[, 2])),
  sprintf('"matchedAtt": %.15g,', att),
  sprintf('"nearestAtt": %.15g,', mean(y[near[, 1]] - y[near[, 2]])),
  sprintf('"ipwAtt": %.15g,', ipw),
  sprintf('"ipwAte": %.15g,', ate),
  sprintf('"aipwAte": %.15g, "aipwAteSe": %.15g,', mean(phi), sd(phi) * sqrt((length(y) - 1) / length(y)) / sqrt(length(y))),
  sprintf('"aipwAtt": %.15g, "aipwAttSe": %.15g,', aipw_att, se_att),
  sprintf('"balanceNames": %s,', strs(rownames(s$sum.all))),
  sprintf('"smdBefore": %s,', num(s$sum.all[, "Std. Mean Diff."])),
  sprintf('"smdAfter": %s', num(s$sum.matched[, "Std. Mean Diff."])),
  "}"), file.path(folder, "lalonde.json"))
