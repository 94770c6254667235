using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// The C-SVC dual for two classes, min 1/2 a'Qa - e'a with 0 &lt;= a_i &lt;= C_i and y'a = 0, by sequential minimal optimisation with second-order
/// choice of the working set (Fan, Chen and Lin, "Working set selection using second order information for training support vector machines", JMLR 2005).
/// </summary>
/// <remarks>
/// What is kept of the gradient g is v = -y g: the step along a pair subtracts a multiple of the difference of two rows of the kernel from it, and the choice of a pair is a maximum over v and a mask. All
/// are operations on whole vectors; rows that are left out are masked always, and v tells the decision on them. A step of some thousand rows takes some microseconds, so none are shrunk away.
/// </remarks>
internal sealed class BinarySvm
{
    // Where two rows coincide the quadratic term vanishes; this keeps the step finite (Fan, Chen and Lin, section 2).
    private const double SmallestCurvature = 1e-12;

    private readonly KernelCache _cache;
    private readonly bool[] _isPositive;
    private readonly double[] _c;
    private readonly double[] _alpha;
    private readonly double[] _value;
    private readonly double[] _rise;
    private readonly double[] _fall;
    private readonly double[] _rowOfI;
    private readonly double[] _rowOfJ;
    private readonly double[] _gain;
    private readonly double[] _curvature;

    private BinarySvm(KernelCache cache, bool[] isPositive, double[] bounds, Predicate<int>? isUsed)
    {
        int n = cache.Count;
        _cache = cache;
        _isPositive = isPositive;
        _c = bounds;
        _alpha = new double[n];
        _value = new double[n];
        _rise = new double[n];
        _fall = new double[n];
        _rowOfI = new double[n];
        _rowOfJ = new double[n];
        _gain = new double[n];
        _curvature = new double[n];
        for (int i = 0; i < n; i++)
        {
            _value[i] = isPositive[i] ? 1 : -1;
            (_rise[i], _fall[i]) = (double.NegativeInfinity, double.PositiveInfinity);
            if (isUsed?.Invoke(i) ?? true)
            {
                Mask(i);
            }
        }
    }

    /// <summary>
    /// Coefficients y_i a_i and the bias of the decision sum_i coefficient_i K(x_i, x) + bias; whether the optimality conditions hold within the tolerance; and the decision on each row of the problem.
    /// </summary>
    public readonly record struct Solution(double[] Coefficients, double Bias, bool HasConverged, double[] Decisions);

    /// <param name="cache">The kernel between the rows of the problem.</param>
    /// <param name="isPositive">For every row, whether it is of the first class.</param>
    /// <param name="bounds">For every row, the bound C.</param>
    /// <param name="isUsed">The rows to learn from; null for all.</param>
    /// <param name="tolerance">How far the optimality conditions may be violated.</param>
    /// <param name="limit">The most steps; null for LIBSVM's 10^7, or 100 a row if that is more.</param>
    /// <param name="context">Stops the work.</param>
    public static Solution Solve(KernelCache cache, bool[] isPositive, double[] bounds, Predicate<int>? isUsed, double tolerance, long? limit, FitContext context) =>
        new BinarySvm(cache, isPositive, bounds, isUsed).Solve(tolerance, limit, context);

    private Solution Solve(double tolerance, long? limit, FitContext context)
    {
        int n = _cache.Count;
        long left = limit ?? Math.Max(10_000_000L, 100L * n);
        bool hasConverged;
        while (true)
        {
            context.Checkpoint();
            hasConverged = !Select(tolerance, out int i, out int j);
            if (hasConverged || left-- == 0)
            {
                break;
            }

            Update(i, j);
        }

        double bias = Bias();
        double[] coefficients = new double[n];
        double[] decisions = new double[n];
        for (int i = 0; i < n; i++)
        {
            int y = _isPositive[i] ? 1 : -1;
            coefficients[i] = y * _alpha[i];

            // v = y - sum_i coefficient_i K
            decisions[i] = y - _value[i] + bias;
        }

        return new Solution(coefficients, bias, hasConverged, decisions);
    }

    private bool Select(double tolerance, out int i, out int j)
    {
        j = -1;
        TensorPrimitives.Add<double>(_value, _rise, _gain);
        i = TensorPrimitives.IndexOfMax<double>(_gain);
        double up = _gain[i];
        if (double.IsNegativeInfinity(up))
        {
            return false;
        }

        // What cannot fall differs by minus infinity: no gain.
        TensorPrimitives.Add<double>(_value, _fall, _gain);
        TensorPrimitives.Subtract(up, _gain, _gain);
        if (TensorPrimitives.Max<double>(_gain) < tolerance)
        {
            return false;
        }

        // K(x, x) = 1 for the radial kernel.
        TensorPrimitives.ConvertChecked<float, double>(_cache.Row(i), _rowOfI);
        TensorPrimitives.Subtract(1, _rowOfI, _curvature);
        TensorPrimitives.Multiply(_curvature, 2, _curvature);
        TensorPrimitives.Max(_curvature, SmallestCurvature, _curvature);
        TensorPrimitives.Max(_gain, 0, _gain);
        TensorPrimitives.Multiply(_gain, _gain, _gain);
        TensorPrimitives.Divide(_gain, _curvature, _gain);
        j = TensorPrimitives.IndexOfMax<double>(_gain);
        return _gain[j] > 0;
    }

    private void Update(int i, int j)
    {
        TensorPrimitives.ConvertChecked<float, double>(_cache.Row(j), _rowOfJ);

        // Along y'a = 0 the pair moves by (y_i t, -y_j t); the unconstrained optimum is split back to the box.
        double t = (_value[i] - _value[j]) / _curvature[j];
        double roomOfI = _isPositive[i] ? _c[i] - _alpha[i] : _alpha[i];
        double roomOfJ = _isPositive[j] ? _alpha[j] : _c[j] - _alpha[j];
        t = Math.Min(t, Math.Min(roomOfI, roomOfJ));

        // At the bounds the values are set, not summed up, so that rounding leaves no row almost at its bound.
        _alpha[i] = t == roomOfI ? (_isPositive[i] ? _c[i] : 0) : _alpha[i] + (_isPositive[i] ? t : -t);
        _alpha[j] = t == roomOfJ ? (_isPositive[j] ? 0 : _c[j]) : _alpha[j] - (_isPositive[j] ? t : -t);
        Mask(i);
        Mask(j);
        TensorPrimitives.Subtract(_rowOfI, _rowOfJ, _rowOfJ);
        TensorPrimitives.MultiplyAdd(_rowOfJ, -t, _value, _value);
    }

    /// <summary>Whether a row's coefficient may still rise or fall.</summary>
    private void Mask(int i)
    {
        bool belowBound = _alpha[i] < _c[i];
        bool aboveZero = _alpha[i] > 0;
        _rise[i] = (_isPositive[i] ? belowBound : aboveZero) ? 0 : double.NegativeInfinity;
        _fall[i] = (_isPositive[i] ? aboveZero : belowBound) ? 0 : double.PositiveInfinity;
    }

    private double Bias()
    {
        double upper = double.NegativeInfinity;
        double lower = double.PositiveInfinity;
        double sum = 0;
        int free = 0;
        for (int i = 0; i < _alpha.Length; i++)
        {
            bool canRise = _rise[i] == 0;
            bool canFall = _fall[i] == 0;
            if (canRise && canFall)
            {
                sum += _value[i];
                free++;
            }
            else if (canRise)
            {
                upper = Math.Max(upper, _value[i]);
            }
            else if (canFall)
            {
                lower = Math.Min(lower, _value[i]);
            }
        }

        return free > 0 ? sum / free : (upper + lower) / 2;
    }
}
