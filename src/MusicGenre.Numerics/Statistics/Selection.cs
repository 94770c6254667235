namespace MusicGenre.Numerics.Statistics;

/// <summary>Order statistics without a full sort (Hoare's selection, the pivot the median of three).</summary>
internal static class Selection
{
    /// <summary>The median; of an even number of values the mean of the two in the middle. The values are reordered.</summary>
    /// <param name="values">At least one value, none of them NaN.</param>
    public static float Median(Span<float> values)
    {
        int middle = values.Length / 2;
        float upper = Select(values, middle);
        if (values.Length % 2 == 1)
        {
            return upper;
        }

        // Everything before the selected place is not larger.
        float lower = float.NegativeInfinity;
        foreach (float value in values[..middle])
        {
            lower = Math.Max(lower, value);
        }

        return (float)((lower + (double)upper) / 2);
    }

    /// <summary>The value that would be at an index if all were sorted. Afterwards it is there, with no larger value before it.</summary>
    public static float Select(Span<float> values, int place)
    {
        int low = 0;
        int high = values.Length - 1;
        while (high - low > 16)
        {
            float a = values[low];
            float b = values[low + ((high - low) / 2)];
            float c = values[high];
            float pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (place <= j)
            {
                high = j;
            }
            else if (place >= i)
            {
                low = i;
            }
            else
            {
                return values[place];
            }
        }

        values.Slice(low, high - low + 1).Sort();
        return values[place];
    }
}
