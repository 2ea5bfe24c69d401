# Makes chickweight.json: R's own ChickWeight, weight at day 21 with the weight at day 10 as covariate, diet 3
# against diet 1 (not a randomised comparison: the arms differ before, which makes the choice of theta visible).
#   Rscript chickweight.R
w <- reshape(as.data.frame(ChickWeight)[, c("weight", "Time", "Chick", "Diet")],
  idvar = c("Chick", "Diet"), timevar = "Time", direction = "wide")
w <- w[w$Diet %in% c(1, 3) & !is.na(w$weight.21), ]
treated <- w$Diet == 3
y <- w$weight.21
x <- w$weight.10
raw <- t.test(y[treated], y[!treated])
theta <- cov(y, x) / var(x)
adjusted <- y - theta * (x - mean(x))
pooled <- t.test(adjusted[treated], adjusted[!treated])
ancova <- lm(y ~ treated + x)
num <- function(v) paste0("[", paste(sprintf("%.15g", v), collapse = ", "), "]")
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
writeLines(sprintf(paste('{ "tool": "R %s, chickweight.R", "treated": %s, "y": %s, "x": %s,',
  '"rawP": %.15g, "rawDf": %.15g, "pooledTheta": %.15g, "pooledDifference": %.15g, "pooledP": %.15g,',
  '"pooledDf": %.15g, "ancovaTheta": %.15g, "ancovaDifference": %.15g }'),
  getRversion(), num(as.numeric(treated)), num(y), num(x), raw$p.value, raw$parameter, theta,
  mean(adjusted[treated]) - mean(adjusted[!treated]), pooled$p.value, pooled$parameter,
  coef(ancova)["x"], coef(ancova)["treatedTRUE"]), file.path(folder, "chickweight.json"))
