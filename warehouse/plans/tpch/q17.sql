select cast(sum(l_extendedprice) as double) / 7 as avg_yearly
from lineitem join part on p_partkey = l_partkey
where p_brand = 'Brand#23' and p_container = 'MED BOX'
  and cast(l_quantity as double) < (select 0.2e0 * avg(cast(l_quantity as double)) from lineitem where l_partkey = p_partkey)
